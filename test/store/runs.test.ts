import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunBundle, Trial } from '../../src/domain/run.ts';
import { database } from '../../src/store/database.ts';
import { purgeRemoved, removeRun, restoreRun } from '../../src/store/removal.ts';
import { appendTrials, closeRun, createRun, readRun, saveBundle } from '../../src/store/runs.ts';
import { interruptedRuns, watchRuns, watchTrialCount, type RunSummary } from '../../src/store/watch.ts';
import { smallBundle, smallTrials } from '../exports/small-run.ts';

/** What a closed and opened page does to the connection. */
async function reload(): Promise<void> {
  database.close({ disableAutoOpen: false });
  await database.open();
}

async function begin(id?: string, started?: string): Promise<RunBundle> {
  const bundle = await smallBundle(id);
  const run = { ...bundle.run, status: 'running' as const, ended: null, ...(started === undefined ? {} : { started }) };
  await createRun(run, bundle.suites);
  return { ...bundle, run, trials: [] };
}

beforeEach(async () => {
  await database.delete();
  await database.open();
});

describe('createRun', () => {
  test('a run kept: is read back whole after a reload', async () => {
    const begun = await begin();
    await reload();
    expect(await readRun(begun.run.id)).toEqual(begun);
  });

  test('two runs of one suite: the suite is kept once', async () => {
    await begin('run-1');
    await begin('run-2');
    expect(await database.suites.count()).toBe(2);
    expect((await readRun('run-2'))?.suites).toEqual((await readRun('run-1'))?.suites);
  });

  test('a second run of the same id: is refused, the first stays', async () => {
    const { run, suites } = await begin();
    await appendTrials(run.id, smallTrials);
    await expect(createRun(run, suites)).rejects.toThrow(/^Keeping the run: it is there already/);
    expect((await readRun(run.id))?.trials).toEqual(smallTrials);
  });
});

describe('appendTrials', () => {
  test('piece by piece, with a reload between: the order in which they ended', async () => {
    const { run } = await begin();
    await appendTrials(run.id, smallTrials.slice(0, 2));
    await reload();
    await appendTrials(run.id, []);
    await appendTrials(run.id, smallTrials.slice(2));
    await reload();
    expect((await readRun(run.id))?.trials).toEqual(smallTrials);
  });

  test('many at the same time: none is lost, none overwrites another', async () => {
    const { run } = await begin();
    const many = Array.from({ length: 60 }, (_, index): Trial => ({ ...failedTrial, itemId: `item-${index}` }));
    await Promise.all(many.map((trial) => appendTrials(run.id, [trial])));
    const kept = await readRun(run.id);
    expect(new Set(kept?.trials.map((trial) => trial.itemId)).size).toBe(60);
    expect(await database.trials.orderBy(':id').keys()).toEqual(many.map((_, index) => [run.id, index]));
  });

  test('two runs at the same time: each keeps its own', async () => {
    await begin('run-1');
    await begin('run-2');
    await Promise.all(smallTrials.flatMap((trial) => [appendTrials('run-1', [trial]), appendTrials('run-2', [trial])]));
    expect((await readRun('run-1'))?.trials).toHaveLength(smallTrials.length);
    expect((await readRun('run-2'))?.trials).toHaveLength(smallTrials.length);
  });

  test('an item asked already: is refused with all that came with it, and what is written stays', async () => {
    const { run } = await begin();
    await appendTrials(run.id, smallTrials.slice(0, 2));
    const again = appendTrials(run.id, [...smallTrials.slice(2), ...smallTrials.slice(0, 1)]);
    await expect(again).rejects.toThrow(
      'Keeping the trials: it is there already; is the same run open in another tab?',
    );
    expect((await readRun(run.id))?.trials).toEqual(smallTrials.slice(0, 2));
  });

  test('a run that is not there: is refused', async () => {
    await expect(appendTrials('none', smallTrials)).rejects.toThrow('Keeping the trials: the run is no longer there');
    expect(await database.trials.count()).toBe(0);
  });
});

describe('closeRun', () => {
  test('how it ended: is kept; nothing else changes', async () => {
    const begun = await begin();
    await closeRun(begun.run.id, {
      status: 'failed',
      ended: '2026-08-22T10:01:00.000Z',
      failure: 'The device is gone.',
    });
    await reload();
    expect(await readRun(begun.run.id)).toEqual({
      ...begun,
      run: { ...begun.run, status: 'failed', ended: '2026-08-22T10:01:00.000Z', failure: 'The device is gone.' },
    });
  });
});

describe('saveBundle', () => {
  test('a run from a file: is kept whole; the same again: is there already; another of its id: is refused', async () => {
    const bundle = await smallBundle();
    expect(await saveBundle(bundle)).toEqual({ ok: true, value: 'saved' });
    expect(await readRun(bundle.run.id)).toEqual(bundle);
    expect(await saveBundle(structuredClone(bundle))).toEqual({ ok: true, value: 'already there' });
    expect(await saveBundle({ ...bundle, trials: bundle.trials.slice(1) })).toEqual({
      ok: false,
      place: 'run.id',
      message: 'a different run of this id is already kept here',
    });
    expect(await readRun(bundle.run.id)).toEqual(bundle);
  });

  test('a removed run: comes back', async () => {
    const bundle = await smallBundle();
    await saveBundle(bundle);
    await removeRun(bundle.run.id, 5);
    expect(await saveBundle(bundle)).toEqual({ ok: true, value: 'saved' });
    expect(await readRun(bundle.run.id)).toEqual(bundle);
    expect(await database.trials.count()).toBe(bundle.trials.length);
  });
});

describe('removeRun', () => {
  test('removed: out of sight; restored: as it was', async () => {
    const bundle = await smallBundle();
    await saveBundle(bundle);
    await removeRun(bundle.run.id);
    expect(await readRun(bundle.run.id)).toBeUndefined();
    await reload();
    await restoreRun(bundle.run.id);
    expect(await readRun(bundle.run.id)).toEqual(bundle);
  });
});

describe('purgeRemoved', () => {
  test('what was removed long ago: is gone with its trials and the suites that nobody needs; the rest stays', async () => {
    const [old, young, kept] = await Promise.all(['old', 'young', 'kept'].map((id) => smallBundle(id)));
    if (!old || !young || !kept) throw new Error('no bundles');
    for (const bundle of [old, young]) await saveBundle(bundle);
    await saveBundle({ ...kept, suites: kept.suites.slice(0, 1), trials: kept.trials.slice(0, 1) });
    await removeRun('old', 1000);
    await removeRun('young', 9000);

    expect(await purgeRemoved(5000, 10_000)).toBe(1);
    await expect(restoreRun('old')).rejects.toThrow('Restoring the run: it has been deleted for good');
    await restoreRun('young');
    expect(await readRun('young')).toEqual(young);

    await removeRun('young', 11_000);
    expect(await purgeRemoved(0, 12_000)).toBe(1);
    expect(await database.suites.count()).toBe(1);
    expect(await database.trials.count()).toBe(1);
    expect((await readRun('kept'))?.trials).toHaveLength(1);
    expect(await purgeRemoved(0, 13_000)).toBe(0);
  });
});

describe('interruptedRuns', () => {
  test('a run left behind by a closed tab: is found, with how far it came, and can be gone on with', async () => {
    const { run } = await begin('left');
    await appendTrials(run.id, smallTrials.slice(0, 2));
    await saveBundle(await smallBundle('finished'));
    await begin('removed');
    await removeRun('removed');
    await reload();
    const left = await interruptedRuns();
    expect(left.map(({ run, trialCount, planned }) => [run.id, trialCount, planned])).toEqual([['left', 2, 5]]);
    await appendTrials(run.id, smallTrials.slice(2));
    await closeRun(run.id, { status: 'finished', ended: run.started, failure: '' });
    expect(await interruptedRuns()).toEqual([]);
  });
});

describe('watchRuns', () => {
  test('every change: is told, the newest run first, removed ones left out', async () => {
    const seen: (readonly RunSummary[])[] = [];
    const watch = watchRuns().subscribe((runs) => seen.push(runs));
    const ids = () => seen.at(-1)?.map(({ run }) => run.id);
    await vi.waitFor(() => expect(ids()).toEqual([]));
    await begin('older', '2026-08-22T10:00:00.000Z');
    await begin('newer', '2026-08-23T10:00:00.000Z');
    await vi.waitFor(() => expect(ids()).toEqual(['newer', 'older']));
    await appendTrials('older', smallTrials);
    await vi.waitFor(() => expect(seen.at(-1)?.[1]?.trialCount).toBe(smallTrials.length));
    expect(seen.at(-1)?.[1]?.suiteTitles).toEqual(['Small <b>choices</b>', 'Small phrases']);
    await removeRun('newer');
    await vi.waitFor(() => expect(ids()).toEqual(['older']));
    await restoreRun('newer');
    await vi.waitFor(() => expect(ids()).toEqual(['newer', 'older']));

    watch.unsubscribe();
    const told = seen.length;
    await removeRun('older');
    await expect(database.runs.count()).resolves.toBe(2);
    expect(seen).toHaveLength(told);
  });
});

describe('watchTrialCount', () => {
  test('appended trials: are counted as they come', async () => {
    const { run } = await begin();
    const counts: number[] = [];
    const watch = watchTrialCount(run.id).subscribe((count) => counts.push(count));
    await vi.waitFor(() => expect(counts.at(-1)).toBe(0));
    await appendTrials(run.id, smallTrials);
    await vi.waitFor(() => expect(counts.at(-1)).toBe(smallTrials.length));
    watch.unsubscribe();
  });
});

const failedTrial: Trial = {
  suiteId: 'small-choices',
  itemId: 'one',
  exchanges: [],
  outcome: 'failed',
  fault: 'timeout',
  message: '',
};
