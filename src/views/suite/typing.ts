/** Whether a key is meant for a field that it is typed into; a tick box takes none but the space bar. */
export function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox]), select, textarea');
}
