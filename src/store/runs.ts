import { canonicalJson } from '../domain/canonical.ts';
import { parsed, refused, type Parsed } from '../domain/parsed.ts';
import type { Restart, Run, RunBundle, Trial } from '../domain/run.ts';
import type { Suite } from '../domain/suite.ts';
import { addAnnotations, readAnnotations } from './annotations.ts';
import { database, type RunRow } from './database.ts';
import { kept } from './failure.ts';
import { addOutlines, countTrials, indexesOf } from './outlines.ts';
import { hashedSuites, putSuites, wholeSuite } from './suites.ts';

/** Every table that a run has rows in. */
export const runTables = () => [
  database.runs,
  database.trials,
  database.suites,
  database.items,
  database.outlines,
  database.annotations,
];

/** Keeps a run that begins, and its suites. Throws an Error with words for a person, as everything here does. */
export function createRun(run: Run, suites: readonly Suite[]): Promise<void> {
  return kept('Keeping the run', async () => {
    const rows = await hashedSuites(suites);
    await database.transaction('rw', runTables(), async () => {
      await putSuites(rows);
      await database.runs.add({ id: run.id, started: run.started, run, suiteHashes: rows.map((row) => row.hash) });
    });
  });
}

/** Adds trials after those that are there, all or none. A trial of an item that the run has already asked is refused. */
export function appendTrials(runId: string, trials: readonly Trial[]): Promise<void> {
  return kept('Keeping the trials', () =>
    database.transaction('rw', [database.runs, database.trials, database.outlines], async () => {
      // Counting does not read the row, whose plan may name a hundred thousand items.
      if ((await database.runs.where('id').equals(runId).count()) === 0) throw new Error('the run is no longer there');
      await addTrials(runId, trials, await countTrials(runId));
    }),
  );
}

/** Notes that a run's engine was started again. */
export function noteRestart(runId: string, restart: Restart): Promise<void> {
  return kept('Keeping that the engine was started again', () =>
    database.transaction('rw', database.runs, async () => {
      const row = await database.runs.get(runId);
      if (row === undefined) throw new Error('the run is no longer there');
      await database.runs.put({ ...row, run: { ...row.run, restarts: [...(row.run.restarts ?? []), restart] } });
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
    database.transaction('r', runTables(), async () => {
      const row = await database.runs.get(runId);
      return row === undefined || row.removedAt !== undefined ? undefined : bundleOf(row);
    }),
  );
}

/**
 * Keeps a run that came from a file. `already there` where the very same run is kept; refused where another run has its
 * id. A removed one comes back, and notes and corrections that are not here yet are added.
 */
export function saveBundle(bundle: RunBundle): Promise<Parsed<'saved' | 'already there'>> {
  return kept('Keeping the run', async () => {
    const rows = await hashedSuites(bundle.suites);
    const { id, started } = bundle.run;
    const row: RunRow = { id, started, run: bundle.run, suiteHashes: rows.map(({ hash }) => hash) };
    return database.transaction('rw', runTables(), async () => {
      const there = await database.runs.get(id);
      if (there !== undefined) {
        if (canonicalJson(measured(await bundleOf(there))) !== canonicalJson(measured(bundle))) {
          return refused('run.id', 'a different run of this id is already kept here');
        }
        await database.runs.put(row);
        const added = await addAnnotations(id, bundle.annotations ?? []);
        return parsed(there.removedAt === undefined && added === 0 ? 'already there' : 'saved');
      }
      await putSuites(rows);
      await database.runs.add(row);
      await addTrials(id, bundle.trials, 0);
      await addAnnotations(id, bundle.annotations ?? []);
      return parsed('saved');
    });
  });
}

/** One trial with its evidence; undefined where the item was not asked. */
export function readTrial(runId: string, suiteId: string, itemId: string): Promise<Trial | undefined> {
  return kept('Reading the item', async () => {
    const row = await database.trials.where('[runId+suiteId+itemId]').equals([runId, suiteId, itemId]).first();
    return row?.trial;
  });
}

/** All trials of a run with their evidence, some at a time, so that a run of any size fits in memory. */
export async function* trialsOf(runId: string, atOnce = 64): AsyncGenerator<readonly Trial[]> {
  for (let from = 0; ; from += atOnce) {
    const rows = await kept('Reading the trials', () =>
      database.trials
        .where('[runId+index]')
        .between([runId, from], [runId, from + atOnce])
        .toArray(),
    );
    if (rows.length > 0) yield rows.map(({ trial }) => trial);
    if (rows.length < atOnce) return;
  }
}

/** Trials by the run that they are of and their index, in the order asked for; one that is not kept is passed over. */
export function trialsAt(places: readonly (readonly [runId: string, index: number])[]): Promise<readonly Trial[]> {
  return kept('Reading the trials', async () => {
    const rows = await database.trials.bulkGet(places.map(([runId, index]) => [runId, index]));
    return rows.flatMap((row) => row?.trial ?? []);
  });
}

/** Adds trials whose first gets the index `next`, within a transaction. */
export async function addTrials(runId: string, trials: readonly Trial[], next: number): Promise<void> {
  await database.trials.bulkAdd(
    trials.map((trial, step) => ({
      runId,
      index: next + step,
      suiteId: trial.suiteId,
      itemId: trial.itemId,
      trial,
    })),
  );
  await addOutlines(runId, trials, next);
}

/** A bundle without what was said by hand: what makes two runs the same run. */
function measured({ annotations: _annotations, ...rest }: RunBundle): RunBundle {
  return rest;
}

async function bundleOf(row: RunRow): Promise<RunBundle> {
  const trials = await database.trials
    .where('[runId+index]')
    .between(...indexesOf(row.id))
    .toArray();
  const suites: Suite[] = [];
  for (const hash of row.suiteHashes) suites.push(await wholeSuite(hash));
  const annotations = await readAnnotations(row.id);
  const bundle = { run: row.run, suites, trials: trials.map((trial) => trial.trial) };
  return annotations.length === 0 ? bundle : { ...bundle, annotations };
}
