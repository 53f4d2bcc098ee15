import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Trial } from '../../src/domain/run.ts';
import { database } from '../../src/store/database.ts';
import { unpackOutlines } from '../../src/store/outline-block.ts';
import { completeOutlines, countTrials, outlineBlocks } from '../../src/store/outlines.ts';
import { purgeRemoved, removeRun } from '../../src/store/removal.ts';
import { appendTrials, createRun, readTrial, saveBundle, trialsOf } from '../../src/store/runs.ts';
import { itemsOf, suiteRow, wholeSuite } from '../../src/store/suites.ts';
import { smallBundle, smallSuites, smallTrials } from '../exports/small-run.ts';

const id = 'run-1';
const many = (count: number): Trial[] =>
  Array.from({ length: count }, (_, index) => ({ ...(smallTrials[index % 5] as Trial), itemId: `item-${index}` }));
const bare = (trials: readonly Trial[]) => trials.map((trial) => ({ ...trial, exchanges: [] }));
const outlines = async () => (await outlineBlocks(id)).flatMap(unpackOutlines);

beforeEach(async () => {
  await database.delete();
  await database.open();
  const { run, suites } = await smallBundle(id);
  await createRun(run, suites);
});

describe('appendTrials', () => {
  test('twelve at a time: the outlines grow with them, a hundred and twenty-eight to a block', async () => {
    const trials = many(300);
    for (let at = 0; at < 300; at += 12) await appendTrials(id, trials.slice(at, at + 12));
    expect(await outlines()).toEqual(bare(trials));
    expect(await database.outlines.orderBy(':id').keys()).toEqual([0, 128, 256].map((index) => [id, index]));
    expect(await countTrials(id)).toBe(300);
  });

  test('many at once: the same outlines', async () => {
    await appendTrials(id, many(7));
    await appendTrials(id, many(307).slice(7));
    expect(await outlines()).toEqual(bare(many(307)));
  });

  test('long embeddings: a block ends before it is dear to write again', async () => {
    const wide = many(40).map((trial): Trial => ({
      ...trial,
      outcome: 'answered',
      score: { kind: 'open', reading: { kind: 'embedding', vector: Array.from({ length: 768 }, (_, i) => i / 7) } },
    }));
    for (const trial of wide) await appendTrials(id, [trial]);
    expect(await outlines()).toEqual(bare(wide));
    for (const { numbers } of await outlineBlocks(id)) expect(numbers.length).toBeLessThan(9000);
  });

  test('a trial that is refused leaves no outline either', async () => {
    await appendTrials(id, smallTrials);
    await expect(appendTrials(id, smallTrials.slice(0, 1))).rejects.toThrow(/^Keeping the trials/);
    expect(await outlines()).toEqual(bare(smallTrials));
  });
});

describe('completeOutlines', () => {
  test('trials that an older Touchstone wrote: get theirs afterwards, and later ones go on from there', async () => {
    const trials = many(700);
    await database.trials.bulkAdd(
      trials.slice(0, 600).map((trial, index) => ({ runId: id, index, suiteId: 'small', itemId: trial.itemId, trial })),
    );
    await appendTrials(id, trials.slice(600, 650));
    expect(await outlines()).toEqual([]);
    await completeOutlines(id);
    expect(await outlines()).toEqual(bare(trials.slice(0, 650)));
    await appendTrials(id, trials.slice(650));
    expect(await outlines()).toEqual(bare(trials));
  });
});

describe('trialsOf', () => {
  test('some at a time: all, in order, with their evidence', async () => {
    await appendTrials(id, many(23));
    const groups: number[] = [];
    const read: Trial[] = [];
    for await (const group of trialsOf(id, 10)) {
      groups.push(group.length);
      read.push(...group);
    }
    expect(groups).toEqual([10, 10, 3]);
    expect(read).toEqual(many(23));
  });
});

test('readTrial: one item with its evidence; undefined where it was not asked', async () => {
  await appendTrials(id, smallTrials);
  expect(await readTrial(id, 'small-choices', 'three')).toEqual(smallTrials[2]);
  expect(await readTrial(id, 'small-choices', 'four')).toBeUndefined();
});

describe('suites', () => {
  test('more items than a block holds: come back whole, and some can be read alone', async () => {
    const [choices] = smallSuites;
    const items = Array.from({ length: 1300 }, (_, i) => ({ ...choices.items[0]!, id: `item-${i}` }));
    const suite = { ...choices, id: 'long', items };
    const bundle = await smallBundle('run-2');
    const part = { suite: { id: 'long', version: 3, hash: '' }, protocol: { id: 'p', version: 1 }, itemIds: [] };
    await saveBundle({
      ...bundle,
      run: { ...bundle.run, plan: { seed: 1, parts: [part] } },
      suites: [suite],
      trials: [],
    });
    const hash = (await database.runs.get('run-2'))?.suiteHashes[0] ?? '';
    expect(await wholeSuite(hash)).toEqual(suite);
    expect((await itemsOf(await suiteRow(hash), 2, 1)).map((item) => item.id)).toEqual(
      items.slice(1024).map((item) => item.id),
    );
  });

  test('a suite that version 1 kept whole: is read as it is', async () => {
    await database.suites.put({ hash: 'old', suite: smallSuites[0] });
    expect(await wholeSuite('old')).toEqual(smallSuites[0]);
  });

  test('purged with the last run that needs them: items, outlines and trials are gone', async () => {
    await appendTrials(id, smallTrials);
    await removeRun(id, 1000);
    await purgeRemoved(0, 2000);
    for (const table of [database.items, database.suites, database.outlines, database.trials])
      expect(await table.count()).toBe(0);
  });
});
