import { database } from './database.ts';
import { kept } from './failure.ts';
import { indexesOf } from './outlines.ts';
import { dropUnneeded } from './suites.ts';

const tables = () => [
  database.runs,
  database.trials,
  database.suites,
  database.items,
  database.outlines,
  database.annotations,
];

/** Takes a run out of sight; it can be restored until it is purged. */
export function removeRun(runId: string, now = Date.now()): Promise<void> {
  return kept('Removing the run', async () => {
    await database.runs.update(runId, { removedAt: now });
  });
}

/** Brings a removed run back as it was. Throws where it has been purged. */
export function restoreRun(runId: string): Promise<void> {
  return kept('Restoring the run', () =>
    database.transaction('rw', database.runs, async () => {
      const row = await database.runs.get(runId);
      if (row === undefined) throw new Error('it has been deleted for good');
      const { removedAt: _, ...rest } = row;
      await database.runs.put(rest);
    }),
  );
}

/** Deletes for good what was removed more than so many milliseconds ago, and the suites that no run needs any more. Gives how many runs. */
export function purgeRemoved(olderThanMs: number, now = Date.now()): Promise<number> {
  return kept('Deleting removed runs', () =>
    database.transaction('rw', tables(), async () => {
      const old = await database.runs
        .where('removedAt')
        .below(now - olderThanMs)
        .primaryKeys();
      if (old.length === 0) return 0;
      for (const runId of old) {
        for (const table of [database.trials, database.outlines]) {
          await table
            .where('[runId+index]')
            .between(...indexesOf(runId))
            .delete();
        }
        await database.annotations.where('runId').equals(runId).delete();
      }
      await database.runs.bulkDelete(old);
      await dropUnneeded();
      return old.length;
    }),
  );
}
