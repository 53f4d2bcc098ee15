import { Dexie, type Table } from 'dexie';
import type { LibraryModel, Pin } from '../domain/library.ts';
import type { Run, Trial } from '../domain/run.ts';
import type { Suite } from '../domain/suite.ts';

/** A run as it is kept: its suites are kept once, by hash. */
export interface RunRow {
  readonly id: string;
  /** As in `run`; here because it is an index. */
  readonly started: string;
  readonly run: Run;
  /** In the plan's order. */
  readonly suiteHashes: readonly string[];
  /** Milliseconds since 1970; absent where it is not removed. */
  readonly removedAt?: number;
}

/** A trial as it is kept: `index` counts from 0 in the order in which trials ended. */
export interface TrialRow {
  readonly runId: string;
  readonly index: number;
  readonly suiteId: string;
  readonly itemId: string;
  readonly trial: Trial;
}

export interface SuiteRow {
  readonly hash: string;
  readonly suite: Suite;
}

/** The one database of Touchstone in this browser. */
export const database = new Dexie('touchstone') as Dexie & {
  runs: Table<RunRow, string>;
  trials: Table<TrialRow, [string, number]>;
  suites: Table<SuiteRow, string>;
  models: Table<LibraryModel, string>;
  pins: Table<Pin, [string, string, string]>;
};

// A published version is never edited: whatever changes is a new version below. An item is asked once in a run, and a
// second trial of it is refused by the index.
database.version(1).stores({
  runs: 'id, started, removedAt',
  trials: '[runId+index], &[runId+suiteId+itemId]',
  suites: 'hash',
});

// What the model library holds; the files themselves lie outside the database.
database.version(2).stores({
  models: 'id, addedAt',
  pins: '[repo+revision+path]',
});
