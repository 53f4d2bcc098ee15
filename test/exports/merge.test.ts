import { describe, expect, test } from 'vitest';
import { refusalText } from '../../src/domain/parsed.ts';
import type { Plan, RunBundle } from '../../src/domain/run.ts';
import { mergeRuns } from '../../src/exports/merge.ts';
import { shardOf } from '../../src/runs/plan.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { answeredRun } from './answered-run.ts';

const whole = await answeredRun(50);

/** The shards of a run, each a run of its own with its trials in another order. */
function shards(of: number): RunBundle[] {
  return Array.from({ length: of }, (_, place): RunBundle => {
    const shard = { index: place + 1, of };
    const planned = new Set(shardOf(whole.run.plan, shard).parts.flatMap((part) => part.itemIds));
    return {
      ...whole,
      run: {
        ...whole.run,
        id: `shard-${place}`,
        shard,
        started: `2026-08-22T1${place}:00:00.000Z`,
        userAgent: `browser ${place}`,
      },
      trials: whole.trials.filter(({ itemId }) => planned.has(itemId)).toReversed(),
    };
  });
}

const named = (bundles: readonly RunBundle[]) =>
  bundles.map((bundle, place) => ({ name: `${'abcdefgh'[place]}.json`, bundle }));

async function words(bundles: readonly RunBundle[]): Promise<string> {
  const merged = await mergeRuns(named(bundles));
  return merged.ok ? 'merged' : refusalText(merged);
}

describe('shardOf', () => {
  const idsOf = (plan: Plan) => plan.parts.flatMap((part) => part.itemIds);

  test.each([1, 2, 3, 7, 100])('%i shards: together ask every item once, in the plan’s order', (of) => {
    const asked = Array.from({ length: of }, (_, place) => idsOf(shardOf(whole.run.plan, { index: place + 1, of })));
    expect(asked.flat().toSorted()).toEqual(idsOf(whole.run.plan).toSorted());
    const sizes = asked.map((ids) => ids.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(8);
  });

  test.each([
    { index: 0, of: 3 },
    { index: 4, of: 3 },
    { index: 1.5, of: 3 },
  ])('%j: is no shard', (shard) => expect(() => shardOf(whole.run.plan, shard)).toThrow(/take a shard/));
});

describe('mergeRuns', () => {
  test.each([2, 3, 5])('%i shards: give the report of one run, bit for bit', async (of) => {
    const merged = await mergeRuns(named(shards(of)));
    if (!merged.ok) throw new Error(refusalText(merged));
    expect(JSON.stringify(summarize(merged.value))).toBe(JSON.stringify(summarize(whole)));
    expect(merged.value.trials).toEqual(whole.trials);
    expect(merged.value.run).toMatchObject({ status: 'finished', planHash: whole.run.planHash });
    expect(merged.value.run).not.toHaveProperty('shard');
  });

  test('the same shards in another order: give the very same run', async () => {
    const parts = named(shards(3));
    expect(await mergeRuns(parts)).toEqual(await mergeRuns(parts.toReversed()));
  });

  test('a shard that is missing: is named, with items', async () => {
    const [a, , c] = shards(3);
    if (!a || !c) throw new Error('three shards were wanted');
    expect(await words([a, c])).toMatch(
      /There is a gap: \d+ items have no answer in any file \(.*\)\. Missing: shard 2\/3\./,
    );
  });

  test('two files that answer the same item: are named with it', async () => {
    const [a, b] = shards(2);
    const [stray] = b?.trials ?? [];
    if (!a || !b || !stray) throw new Error('two shards were wanted');
    expect(await words([{ ...a, trials: [...a.trials, stray] }, b])).toMatch(
      new RegExp(`^b\\.json: answers .* ${stray.itemId}, which a\\.json answers too: they overlap$`),
    );
  });

  test.each([
    ['plan', { planHash: 'f'.repeat(64) }, /^b\.json: is of another plan/],
    ['model', { model: { ...whole.run.model, hash: 'f'.repeat(64) } }, /another model/],
    [
      'device',
      { engine: { ...whole.run.engine, device: 'webgpu' as const } },
      /another device \(webgpu\) than a\.json \(wasm\)/,
    ],
    ['version of Touchstone', { appVersion: '9' }, /another version of Touchstone/],
    ['nothing but itself', { id: 'shard-0' }, /is the same run as a\.json/],
  ])('parts that differ in %s: are refused by name', async (_, change, sentence) => {
    const [a, b] = shards(2);
    if (!a || !b) throw new Error('two shards were wanted');
    expect(await words([a, { ...b, run: { ...b.run, ...change } }])).toMatch(sentence);
  });

  test('one file: is too few', async () => expect(await words([whole])).toMatch(/two files or more/));
});
