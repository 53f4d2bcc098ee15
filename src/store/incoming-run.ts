import type { Annotation } from '../domain/annotation.ts';
import { canonicalJson } from '../domain/canonical.ts';
import { parsed, refused, type Parsed, type Refused } from '../domain/parsed.ts';
import type { Run, Trial } from '../domain/run.ts';
import type { Suite } from '../domain/suite.ts';
import { addAnnotations } from './annotations.ts';
import { claimRun } from './claims.ts';
import { database, type RunRow } from './database.ts';
import { kept } from './failure.ts';
import { countTrials, indexesOf } from './outlines.ts';
import { addTrials, runTables } from './runs.ts';
import { putSuites } from './suites.ts';

/** A suite of a run that comes in: its content hash, and the suite itself where it may not be kept yet. */
export interface IncomingSuite {
  readonly hash: string;
  readonly suite: Suite | null;
}

/**
 * A run that comes in some trials at a time, so that one of any size fits in memory. Nobody sees anything of it before `finish`,
 * which brings it in whole and at once. All methods throw an Error with words for a person.
 */
export interface IncomingRun {
  /** Takes the next trials; refused where the very same run was wanted and this is another. */
  add(trials: readonly Trial[]): Promise<Refused | undefined>;
  /** The run is here whole. The suites are those of the plan, in its order. */
  finish(
    suites: readonly IncomingSuite[],
    annotations: readonly Annotation[],
  ): Promise<Parsed<'saved' | 'already there'>>;
  /** Gives the run up, and takes away what came of it. Does nothing after `finish`. */
  discard(): Promise<void>;
}

/**
 * Begins to keep a run that comes from a file. Where a run of its id is kept already, what comes is compared with that one. Its trials
 * lie in the store without a run that they belong to until it is finished: `sweepIncoming` takes away what a tab left
 * behind that was closed meanwhile.
 */
export function receiveRun(run: Run): Promise<Parsed<IncomingRun>> {
  return kept('Keeping the run', async () => {
    const there = await database.runs.get(run.id);
    if (there !== undefined) return parsed(comparedWith(there, run));
    const release = await claimRun(run.id);
    if (release === undefined)
      return refused('run.id', 'this very run is being imported in another tab; wait until it is there');
    try {
      const since = await database.runs.get(run.id);
      if (since === undefined) {
        await dropTrials(run.id);
        return parsed(arriving(run, release));
      }
      release();
      return parsed(comparedWith(since, run));
    } catch (error) {
      release();
      throw error;
    }
  });
}

/** Takes away what is left of runs whose import was broken off: by a closed tab, or a full disk. Gives how many those were. */
export function sweepIncoming(): Promise<number> {
  return kept('Clearing away what a broken import left', async () => {
    let swept = 0;
    for (const runId of await strayIds()) {
      // What another tab is importing just now is claimed.
      const release = await claimRun(runId);
      if (release === undefined) continue;
      try {
        if (await dropTrials(runId)) swept += 1;
      } finally {
        release();
      }
    }
    return swept;
  });
}

function arriving(run: Run, release: () => void): IncomingRun {
  let next = 0;
  let over = false;
  const isThere = async () => (await database.runs.where('id').equals(run.id).count()) > 0;
  return {
    add: (trials) =>
      kept('Keeping the run', async () => {
        await database.transaction('rw', [database.runs, database.trials, database.outlines], async () => {
          if (await isThere()) throw new Error('another tab has brought it in meanwhile');
          await addTrials(run.id, trials, next);
        });
        next += trials.length;
        return undefined;
      }),

    finish: (suites, annotations) =>
      kept('Keeping the run', async () => {
        await database.transaction('rw', runTables(), async () => {
          if (await isThere()) throw new Error('another tab has brought it in meanwhile');
          const count = await database.trials
            .where('[runId+index]')
            .between(...indexesOf(run.id))
            .count();
          if (count !== next) throw new Error(`${count} of its ${next} trials were kept`);
          for (const { hash, suite } of suites) {
            if (suite) await putSuites([{ hash, suite }]);
            else if ((await database.suites.where('hash').equals(hash).count()) === 0)
              throw new Error('a suite of it is not here');
          }
          await database.runs.add(rowOf(run, suites));
          await addAnnotations(run.id, annotations);
        });
        over = true;
        release();
        return parsed('saved' as const);
      }),

    discard: () =>
      kept('Clearing away what a broken import left', async () => {
        if (over) return;
        over = true;
        try {
          await dropTrials(run.id);
        } finally {
          release();
        }
      }),
  };
}

/** What comes is compared with the run that is kept under its id, and nothing is written before it is known to be the same. */
function comparedWith(there: RunRow, run: Run): IncomingRun {
  const other = refused('run.id', 'a different run of this id is already kept here');
  let next = canonicalJson(there.run) === canonicalJson(run) ? 0 : -1;
  return {
    add: (trials) =>
      kept('Comparing the run with the one that is kept', async () => {
        if (next === -1) return other;
        const rows = await database.trials
          .where('[runId+index]')
          .between([run.id, next], [run.id, next + trials.length])
          .toArray();
        next += trials.length;
        return canonicalJson(rows.map(({ trial }) => trial)) === canonicalJson(trials) ? undefined : other;
      }),

    finish: (suites, annotations) =>
      kept('Keeping the run', () =>
        database.transaction('rw', runTables(), async () => {
          const row = await database.runs.get(run.id);
          if (row === undefined) throw new Error('it was deleted meanwhile; import it again');
          const hashes = suites.map(({ hash }) => hash);
          if (next !== (await countTrials(run.id)) || canonicalJson(row.suiteHashes) !== canonicalJson(hashes))
            return other;
          await database.runs.put(rowOf(run, suites));
          const added = await addAnnotations(run.id, annotations);
          return parsed(row.removedAt === undefined && added === 0 ? 'already there' : 'saved');
        }),
      ),

    discard: () => Promise.resolve(),
  };
}

function rowOf(run: Run, suites: readonly IncomingSuite[]): RunRow {
  return { id: run.id, started: run.started, run, suiteHashes: suites.map(({ hash }) => hash) };
}

/** Deletes the trials of a run that is not there; gives whether there were any. */
function dropTrials(runId: string): Promise<boolean> {
  return database.transaction('rw', [database.runs, database.trials, database.outlines], async () => {
    if ((await database.runs.where('id').equals(runId).count()) > 0) return false;
    let count = 0;
    for (const table of [database.trials, database.outlines])
      count += await table
        .where('[runId+index]')
        .between(...indexesOf(runId))
        .delete();
    return count > 0;
  });
}

/** The ids of runs that are not there, of which there are trials. Each run is one look: its trials are leapt over. */
async function strayIds(): Promise<readonly string[]> {
  const stray: string[] = [];
  for (let last = ''; ;) {
    const [key] = await database.trials.where('[runId+index]').above([last, Infinity]).limit(1).primaryKeys();
    if (key === undefined) return stray;
    [last] = key;
    if ((await database.runs.where('id').equals(last).count()) === 0) stray.push(last);
  }
}
