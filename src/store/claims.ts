const nameOf = (runId: string) => `touchstone/run/${runId}`;

/**
 * Claims a run for this tab while it is carried out, so that no other tab takes it up. Gives the way to let go, or
 * undefined where another tab has it. A tab that closes or crashes lets go of itself. Where the browser has no Web
 * Locks (a page that is not served securely), every claim succeeds.
 */
export async function claimRun(runId: string): Promise<(() => void) | undefined> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  if (locks === undefined) return () => undefined;
  return new Promise((resolve, reject) => {
    locks
      .request(nameOf(runId), { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(undefined);
        return new Promise<void>((release) => resolve(() => release()));
      })
      .catch(reject);
  });
}

/** Whether some tab, this one included, has claimed the run. */
export async function isClaimed(runId: string): Promise<boolean> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  const held = (await locks?.query())?.held ?? [];
  return held.some((lock) => lock.name === nameOf(runId));
}
