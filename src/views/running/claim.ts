const nameOf = (runId: string) => `touchstone.run.${runId}`;

/** Does something while this tab claims the run: no other tab takes it up meanwhile. False where another one has it. */
export async function whileClaimed<T>(runId: string, work: () => Promise<T>): Promise<T | null> {
  // Without locks (an insecure address) there is nothing to claim with.
  if (!('locks' in navigator)) return work();
  return navigator.locks.request(nameOf(runId), { ifAvailable: true }, (lock) => (lock ? work() : null));
}

/** Which of these runs some tab is carrying out now. */
export async function claimed(runIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (!('locks' in navigator)) return new Set();
  const { held = [] } = await navigator.locks.query();
  const names = new Set(held.map((lock) => lock.name));
  return new Set(runIds.filter((runId) => names.has(nameOf(runId))));
}
