/** The item that was open last, so that the way back to a report leads to its row. */
let last: { readonly runId: string; readonly suiteId: string; readonly itemId: string } | null = null;

/** Remembers the item that is open. */
export function leaveTrail(runId: string, suiteId: string, itemId: string): void {
  last = { runId, suiteId, itemId };
}

/** The item of this run that was open last, once; null where there was none. */
export function followTrail(runId: string): { readonly suiteId: string; readonly itemId: string } | null {
  const found = last?.runId === runId ? last : null;
  last = null;
  return found;
}
