import type { Run } from '../domain/run.ts';
import { database, type SuiteRow } from './database.ts';
import { kept } from './failure.ts';
import { countTrials } from './outlines.ts';
import { suiteRow } from './suites.ts';

/** What is known of a run before any of its trials or items is read. */
export interface RunHead {
  readonly run: Run;
  /** In the plan's order; their items are read with `itemsOf`. */
  readonly suites: readonly SuiteRow[];
  readonly trialCount: number;
}

/** The head of a run; undefined where there is none of this id, or it was removed. */
export function readHead(runId: string): Promise<RunHead | undefined> {
  return kept('Reading the run', async () => {
    const row = await database.runs.get(runId);
    if (row === undefined || row.removedAt !== undefined) return undefined;
    const suites = await Promise.all(row.suiteHashes.map(suiteRow));
    return { run: row.run, suites, trialCount: await countTrials(runId) };
  });
}
