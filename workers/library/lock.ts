const prefix = 'touchstone/model/';

/** How long to wait for a closed page to let go of its model. Milliseconds. */
const patience = 2500;

/**
 * Does something with a model that nobody else, in any tab, may touch meanwhile. Undefined where somebody else has it
 * and keeps it. Where the browser has no Web Locks, everyone may.
 */
export async function alone<T>(id: string, work: () => Promise<T>): Promise<T | undefined> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  if (locks === undefined) return work();
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), patience);
  let begun = false;
  try {
    return await locks.request(`${prefix}${id}`, { signal: waiting.signal }, async () => {
      begun = true;
      clearTimeout(timer);
      return work();
    });
  } catch (error) {
    if (!begun && waiting.signal.aborted) return undefined;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The models that somebody, in any tab, is at work on. */
export async function takenModels(): Promise<ReadonlySet<string>> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  const held = (await locks?.query())?.held ?? [];
  return new Set(held.flatMap(({ name }) => (name?.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
}
