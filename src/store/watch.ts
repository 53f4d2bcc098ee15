import { liveQuery } from 'dexie';
import type { Run } from '../domain/run.ts';
import { isClaimed } from './claims.ts';
import { database, type RunRow } from './database.ts';
import { failure, kept } from './failure.ts';
import { countTrials } from './outlines.ts';

/** A run as a list shows it. */
export interface RunSummary {
  readonly run: Run;
  readonly suiteTitles: readonly string[];
  /** How many trials are kept. */
  readonly trialCount: number;
  /** How many the plan asks for. */
  readonly planned: number;
}

/** Something kept that may change, here or in another tab. */
export interface Watched<T> {
  /** Calls with the value as it is, and again whenever it changes, until unsubscribed. `fail` gets an Error with words for a person. */
  subscribe(next: (value: T) => void, fail?: (reason: Error) => void): { unsubscribe(): void };
}

/** All runs that are not removed, the newest first. */
export function watchRuns(): Watched<readonly RunSummary[]> {
  return watched(async () => {
    const rows = await database.runs.orderBy('started').reverse().toArray();
    return Promise.all(rows.filter((row) => row.removedAt === undefined).map(summaryOf));
  });
}

/** How many trials of a run are kept. */
export function watchTrialCount(runId: string): Watched<number> {
  return watched(() => countTrials(runId));
}

/** Runs that a closed or crashed tab left in the midst of their work, the newest first: going on by their word, and claimed by no tab. */
export function interruptedRuns(): Promise<readonly RunSummary[]> {
  return kept('Looking for interrupted runs', async () => {
    const rows = await database.runs.orderBy('started').reverse().toArray();
    const running = rows.filter((row) => row.removedAt === undefined && row.run.status === 'running');
    const claimed = await Promise.all(running.map((row) => isClaimed(row.id)));
    return Promise.all(running.filter((_, index) => !claimed[index]).map(summaryOf));
  });
}

/** What a query gives, watched. */
export function watched<T>(query: () => Promise<T>): Watched<T> {
  return {
    subscribe(next, fail) {
      const told = (reason: unknown) => fail?.(failure('Reading what is kept', reason));
      let live: { unsubscribe(): void } | undefined;
      let left = false;
      // A live query stays silent where the database cannot be opened at all.
      database.open().then(
        () => {
          if (!left) live = liveQuery(query).subscribe(next, told);
        },
        (reason: unknown) => {
          if (!left) told(reason);
        },
      );
      return {
        unsubscribe() {
          left = true;
          live?.unsubscribe();
        },
      };
    },
  };
}

async function summaryOf(row: RunRow): Promise<RunSummary> {
  const suites = await database.suites.bulkGet([...row.suiteHashes]);
  return {
    run: row.run,
    suiteTitles: suites.flatMap((suite) => suite?.suite.title ?? []),
    trialCount: await countTrials(row.id),
    planned: row.run.plan.parts.reduce((sum, part) => sum + part.itemIds.length, 0),
  };
}
