import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { refusalText } from '../../src/domain/parsed.ts';
import type { RunBundle } from '../../src/domain/run.ts';
import { database } from '../../src/store/database.ts';
import { receiveRun, sweepIncoming, type IncomingRun } from '../../src/store/incoming-run.ts';
import { removeRun } from '../../src/store/removal.ts';
import { readRun, saveBundle, trialsAt } from '../../src/store/runs.ts';
import { smallBundle, smallTrials } from '../exports/small-run.ts';

const bundle = await smallBundle();
const { run } = bundle;

beforeEach(async () => {
  await database.delete();
  await database.open();
});
afterEach(() => vi.unstubAllGlobals());

async function received(of: RunBundle = bundle): Promise<IncomingRun> {
  const incoming = await receiveRun(of.run);
  if (!incoming.ok) throw new Error(refusalText(incoming));
  return incoming.value;
}

const suitesOf = ({ run: { plan }, suites }: RunBundle) =>
  suites.map((suite, place) => ({ hash: plan.parts[place]?.suite.hash ?? '', suite }));

/** Brings a run in, two trials at a time; gives what came of it. */
async function bring(of: RunBundle): Promise<string> {
  const incoming = await received(of);
  try {
    for (let from = 0; from < of.trials.length; from += 2) {
      const refusal = await incoming.add(of.trials.slice(from, from + 2));
      if (refusal) return refusalText(refusal);
    }
    const saved = await incoming.finish(suitesOf(of), of.annotations ?? []);
    return saved.ok ? saved.value : refusalText(saved);
  } finally {
    await incoming.discard();
  }
}

const counts = () =>
  Promise.all([database.runs, database.trials, database.outlines, database.suites].map((table) => table.count()));

describe('receiveRun', () => {
  test('piece by piece: nothing is seen before the end, and then all of it at once', async () => {
    const incoming = await received();
    await incoming.add(smallTrials.slice(0, 3));
    expect(await readRun(run.id)).toBeUndefined();
    expect(await database.runs.count()).toBe(0);
    await incoming.add(smallTrials.slice(3));
    expect(await incoming.finish(suitesOf(bundle), [])).toEqual({ ok: true, value: 'saved' });
    expect(await readRun(run.id)).toEqual(bundle);
    await incoming.discard();
    expect(await readRun(run.id)).toEqual(bundle);
  });

  test('the same as keeping it in one go: row by row', async () => {
    const rows = () => Promise.all(database.tables.map((table) => table.toArray()));
    await saveBundle(bundle);
    const atOnce = await rows();
    await database.delete();
    await database.open();
    await bring(bundle);
    expect(await rows()).toEqual(atOnce);
  });

  test('given up: nothing is left, and what was kept before is untouched', async () => {
    const other = await smallBundle('other');
    await saveBundle(other);
    const before = await counts();
    const incoming = await received();
    await incoming.add(smallTrials.slice(0, 3));
    await incoming.discard();
    expect(await counts()).toEqual(before);
    expect(await readRun('other')).toEqual(other);
  });

  test('a disk that fills up in the midst: is told, and after giving up nothing is left', async () => {
    const incoming = await received();
    await incoming.add(smallTrials.slice(0, 2));
    const full = () => {
      throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    };
    database.outlines.hook('creating', full);
    database.outlines.hook('updating', full);
    await expect(incoming.add(smallTrials.slice(2))).rejects.toThrow('Keeping the run: this browser has no room left');
    database.outlines.hook('creating').unsubscribe(full);
    database.outlines.hook('updating').unsubscribe(full);
    await incoming.discard();
    expect(await counts()).toEqual([0, 0, 0, 0]);
  });

  test('trials that were lost meanwhile: the run does not come', async () => {
    const incoming = await received();
    await incoming.add(smallTrials);
    await database.trials.where('[runId+index]').equals([run.id, 1]).delete();
    await expect(incoming.finish(suitesOf(bundle), [])).rejects.toThrow('Keeping the run: 4 of its 5 trials were kept');
    expect(await database.runs.count()).toBe(0);
    await expect((await received()).finish([{ hash: 'gone', suite: null }], [])).rejects.toThrow(
      'a suite of it is not here',
    );
  });

  test('the very same again: is here already; with another answer, one less, one more: is refused', async () => {
    expect(await bring(bundle)).toBe('saved');
    expect(await bring(bundle)).toBe('already there');
    const other = 'run.id: a different run of this id is already kept here';
    const [first, ...rest] = smallTrials;
    expect(await bring({ ...bundle, trials: rest })).toBe(other);
    expect(await bring({ ...bundle, trials: smallTrials.slice(0, -1) })).toBe(other);
    expect(await bring({ ...bundle, trials: [...smallTrials, ...(first ? [{ ...first, itemId: 'new' }] : [])] })).toBe(
      other,
    );
    expect(await bring({ ...bundle, run: { ...run, userAgent: 'another' } })).toBe(other);
    expect(await readRun(run.id)).toEqual(bundle);
  });

  test('a removed run: comes back, and what was said by hand meanwhile is added', async () => {
    await bring(bundle);
    await removeRun(run.id);
    const [part] = run.plan.parts;
    const note = {
      id: 'n',
      suiteId: part?.suite.id ?? '',
      itemId: part?.itemIds[0] ?? '',
      made: '2026-08-22T10:00:00Z',
      kind: 'note' as const,
      text: 'odd',
    };
    expect(await bring({ ...bundle, annotations: [note] })).toBe('saved');
    expect(await readRun(run.id)).toEqual({ ...bundle, annotations: [note] });
  });
});

describe('sweepIncoming', () => {
  test('what a closed tab left: is taken away, and nothing else', async () => {
    const [kept, removed] = await Promise.all([smallBundle('a-kept'), smallBundle('z-removed')]);
    await saveBundle(kept);
    await saveBundle(removed);
    await removeRun('z-removed');
    const before = await counts();
    await (await received()).add(smallTrials);
    expect(await counts()).not.toEqual(before);
    expect(await sweepIncoming()).toBe(1);
    expect(await counts()).toEqual(before);
    expect(await sweepIncoming()).toBe(0);
    expect(await bring(bundle)).toBe('saved');
  });

  test('what a tab is importing just now: is left alone, and no other tab can bring in the same run', async () => {
    const held = new Set<string>();
    const request = async (name: string, _: unknown, work: (lock: object | null) => Promise<void> | undefined) => {
      if (held.has(name)) return work(null);
      held.add(name);
      await work({ name });
      held.delete(name);
    };
    vi.stubGlobal('navigator', { locks: { request } });
    const incoming = await received();
    await incoming.add(smallTrials);
    expect(await sweepIncoming()).toBe(0);
    expect(await receiveRun(run)).toMatchObject({
      ok: false,
      place: 'run.id',
      message: expect.stringContaining('imported in another tab') as string,
    });
    expect(await incoming.finish(suitesOf(bundle), [])).toEqual({ ok: true, value: 'saved' });
    await vi.waitFor(() => expect(held.size).toBe(0));
  });
});

test('trialsAt: trials of several runs in the order asked for; what is not kept is passed over', async () => {
  await saveBundle(bundle);
  await saveBundle({ ...bundle, run: { ...run, id: 'other' } });
  const found = await trialsAt([
    ['other', 2],
    [run.id, 0],
    [run.id, 99],
  ]);
  expect(found).toEqual([smallTrials[2], smallTrials[0]]);
});
