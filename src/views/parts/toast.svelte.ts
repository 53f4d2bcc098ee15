/** One short notice with a way back, shown for ten seconds. */
class Notices {
  text = $state('');
  undo = $state.raw<(() => void) | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #after: (() => void) | null = null;

  /** Shows a notice. `after` happens when it goes away without the person taking anything back. */
  show(text: string, undo: (() => void) | null = null, after: (() => void) | null = null): void {
    this.dismiss();
    this.text = text;
    this.undo = undo;
    this.#after = after;
    this.#timer = setTimeout(() => this.dismiss(), 10_000);
  }

  /** Takes back what the notice told. */
  takeBack(): void {
    const undo = this.undo;
    this.#after = null;
    this.dismiss();
    undo?.();
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    const after = this.#after;
    this.text = '';
    this.undo = null;
    this.#after = null;
    after?.();
  }
}

export const notices = new Notices();
