import { canonicalJson, contentHash } from '../domain/canonical.ts';
import { parsed, refused, type Parsed } from '../domain/parsed.ts';
import type { Run, RunBundle, Trial } from '../domain/run.ts';
import type { Suite } from '../domain/suite.ts';
import { database, type RunRow } from './database.ts';
import { kept } from './failure.ts';

const tables = () => [database.runs, database.trials, database.suites];

/** Keeps a run that begins, and its suites. Throws an Error with words for a person, as everything here does. */
export function createRun(run: Run, suites: readonly Suite[]): Promise<void> {
  return kept('Keeping the run', async () => {
    const rows = await Promise.all(suites.map(async (suite) => ({ hash: await contentHash(suite), suite })));
    await database.transaction('rw', tables(), async () => {
      await database.suites.bulkPut(rows);
      await database.runs.add({ id: run.id, started: run.started, run, suiteHashes: rows.map((row) => row.hash) });
    });
  });
}

/** Adds trials after those that are there, all or none. A trial of an item that the run has already asked is refused. */
export function appendTrials(runId: string, trials: readonly Trial[]): Promise<void> {
  return kept('Keeping the trials', () =>
    database.transaction('rw', [database.runs, database.trials], async () => {
      if ((await database.runs.get(runId)) === undefined) throw new Error('the run is no longer there');
      const next = await database.trials
        .where('[runId+index]')
        .between(...indexesOf(runId))
        .count();
      await addTrials(runId, trials, next);
    }),
  );
}

/** Writes how a run stands: that it ended and how, or that it goes on. */
export function closeRun(runId: string, change: Pick<Run, 'status' | 'ended' | 'failure'>): Promise<void> {
  return kept('Keeping how the run ended', () =>
    database.transaction('rw', database.runs, async () => {
      const row = await database.runs.get(runId);
      if (row === undefined) throw new Error('the run is no longer there');
      const { status, ended, failure } = change;
      await database.runs.put({ ...row, run: { ...row.run, status, ended, failure } });
    }),
  );
}

/** A run with everything that belongs to it; undefined where there is none of this id, or it was removed. */
export function readRun(runId: string): Promise<RunBundle | undefined> {
  return kept('Reading the run', () =>
    database.transaction('r', tables(), async () => {
      const row = await database.runs.get(runId);
      return row === undefined || row.removedAt !== undefined ? undefined : bundleOf(row);
    }),
  );
}

/**
 * Keeps a run that came from a file. `already there` where the very same run is kept; refused where another run has its
 * id. A removed one comes back.
 */
export function saveBundle(bundle: RunBundle): Promise<Parsed<'saved' | 'already there'>> {
  return kept('Keeping the run', async () => {
    const rows = await Promise.all(bundle.suites.map(async (suite) => ({ hash: await contentHash(suite), suite })));
    const { id, started } = bundle.run;
    const row: RunRow = { id, started, run: bundle.run, suiteHashes: rows.map(({ hash }) => hash) };
    return database.transaction('rw', tables(), async () => {
      const there = await database.runs.get(id);
      if (there !== undefined) {
        if (canonicalJson(await bundleOf(there)) !== canonicalJson(bundle)) {
          return refused('run.id', 'a different run of this id is already kept here');
        }
        await database.runs.put(row);
        return parsed(there.removedAt === undefined ? 'already there' : 'saved');
      }
      await database.suites.bulkPut(rows);
      await database.runs.add(row);
      await addTrials(id, bundle.trials, 0);
      return parsed('saved');
    });
  });
}

/** The least and the greatest key of a run's trials. */
export function indexesOf(runId: string): [[string, number], [string, number]] {
  return [
    [runId, 0],
    [runId, Infinity],
  ];
}

async function addTrials(runId: string, trials: readonly Trial[], next: number): Promise<void> {
  await database.trials.bulkAdd(
    trials.map((trial, step) => ({
      runId,
      index: next + step,
      suiteId: trial.suiteId,
      itemId: trial.itemId,
      trial,
    })),
  );
}

async function bundleOf(row: RunRow): Promise<RunBundle> {
  const trials = await database.trials
    .where('[runId+index]')
    .between(...indexesOf(row.id))
    .toArray();
  const suites = await database.suites.bulkGet([...row.suiteHashes]);
  return {
    run: row.run,
    suites: suites.map((suite, index) => {
      if (suite === undefined) throw new Error(`suite ${row.suiteHashes[index]} is missing`);
      return suite.suite;
    }),
    trials: trials.map((trial) => trial.trial),
  };
}
