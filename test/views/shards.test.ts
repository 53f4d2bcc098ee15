import { describe, expect, test } from 'vitest';
import type { RunBundle } from '../../src/domain/run.ts';
import { shardOf } from '../../src/runs/plan.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { joinShards } from '../../src/views/history/join-shards.ts';
import { sharedRuns, sharedWords } from '../../src/views/history/shards.ts';
import { answeredRun } from '../exports/answered-run.ts';

const whole = await answeredRun(40);

/** One part of the run, by a machine of its own. */
function part(index: number, of: number, over: Partial<RunBundle['run']> = {}): RunBundle {
  const shard = { index, of };
  const planned = new Set(shardOf(whole.run.plan, shard).parts.flatMap(({ itemIds }) => itemIds));
  return {
    ...whole,
    run: { ...whole.run, id: `${over.model?.title ?? ''} ${index}/${of}`, shard, ...over },
    trials: whole.trials.filter(({ itemId }) => planned.has(itemId)),
  };
}

const runsOf = (bundles: readonly RunBundle[]) => bundles.map(({ run }) => ({ run }));
const partsOf = (bundles: readonly RunBundle[]) =>
  bundles.map(({ run, trials }) => ({ name: `${run.id}.json`, run, asked: trials, annotations: [], trials }));
const other = { model: { ...whole.run.model, title: 'Other', hash: 'f'.repeat(64) } };

describe('sharedRuns', () => {
  test('parts of one run in any order: one shared run, its parts in order', () => {
    const [shared, ...more] = sharedRuns(runsOf([part(3, 3), part(1, 3), whole, part(2, 3)]));
    expect(more).toEqual([]);
    expect(shared).toMatchObject({ of: 3, lacking: [], twice: [] });
    expect(shared?.parts.map(({ run }) => run.shard?.index)).toEqual([1, 2, 3]);
  });

  test('parts of another model or of another division: stand apart', () => {
    const shared = sharedRuns(runsOf([part(1, 2), part(1, 2, other), part(1, 3)]));
    expect(shared.map(({ lacking }) => lacking)).toEqual([[2], [2], [2, 3]]);
  });

  test('whole runs: are no parts', () => expect(sharedRuns(runsOf([whole, whole]))).toEqual([]));
});

describe('sharedWords', () => {
  const words = (bundles: readonly RunBundle[]) => sharedRuns(runsOf(bundles)).map(sharedWords);
  test('names the parts that are missing', () =>
    expect(words([part(2, 4)])[0]).toMatch(
      /1 of its 4 parts is here\. Missing: parts 1, 3, 4 of 4\. Import their files/,
    ));
  test('names a part that is here twice', () =>
    expect(words([part(1, 2), part(1, 2, { id: 'again' }), part(2, 2)])[0]).toMatch(
      /2 of its 2 parts are here\. Here more than once: part 1 of 2\. These overlap/,
    ));
});

describe('joinShards', () => {
  test('parts of two runs at once: become two runs, each with the report of its own, bit for bit', async () => {
    const { wholes, apart } = await joinShards(
      partsOf([part(2, 2), part(1, 3, other), part(1, 2), part(3, 3, other), part(2, 3, other)]),
    );
    expect(apart).toEqual([]);
    expect(wholes.map(({ parts }) => parts.length)).toEqual([2, 3]);
    for (const { merging, parts } of wholes) {
      const { run, order } = merging;
      expect(run.shard).toBeUndefined();
      const trials = order.flatMap(({ part, index }) => parts[part]?.trials[index] ?? []);
      const bundle = { run, suites: whole.suites, trials };
      expect(JSON.stringify(summarize(bundle))).toBe(JSON.stringify(summarize(whole)));
    }
  });

  test.each([
    [
      'a gap',
      [part(1, 3), part(3, 3)],
      /There is a gap: \d+ items have no answer in any file .* Missing: shard 2\/3\.$/,
    ],
    ['an overlap', [part(1, 2), part(1, 2, { id: 'again' })], /which .* answers too: they overlap\.$/],
    ['another model', [part(1, 2), part(2, 2, other)], /is of another model/],
  ])('%s: nothing is put together, and why is told', async (_, bundles, why) => {
    const { wholes, apart } = await joinShards(partsOf(bundles));
    expect(wholes).toEqual([]);
    expect(apart).toHaveLength(1);
    expect(apart[0]?.why).toMatch(why);
  });

  test('a part that came alone: is neither whole nor told of', async () =>
    expect(await joinShards(partsOf([part(1, 2)]))).toEqual({ wholes: [], apart: [] }));
});
