let chosen: string | null = null;

/** Remembers which model a person chose on another screen, for the start screen to begin with. */
export function chooseModel(id: string): void {
  chosen = id;
}

/** The model that was chosen elsewhere, once; null where none was. */
export function takeChosenModel(): string | null {
  const found = chosen;
  chosen = null;
  return found;
}
