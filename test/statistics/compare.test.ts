import { describe, expect, test } from 'vitest';
import type { Intervention, Trial } from '../../src/domain/run.ts';
import { compareRuns, type Comparison } from '../../src/statistics/compare/compare.ts';
import type { JudgedDifference } from '../../src/statistics/compare/judged.ts';
import { generator } from '../../src/statistics/generator.ts';
import { mcnemarP } from '../../src/statistics/mcnemar.ts';
import { answered, bundleOf, phraseItem, suiteOf } from './bundles.ts';
import { candid, flatterer, items, runOf, suite } from './compared-runs.ts';

function find({ pairs }: Comparison, id: string, pair = 0): JudgedDifference {
  const found = pairs[pair]?.differences.find((one) => one.id === id);
  if (!found) throw new Error(`no ${id} among ${pairs[pair]?.differences.map((one) => one.id).join(', ')}`);
  return found;
}

describe('compareRuns, a run that gives in more often', () => {
  const comparison = compareRuns([candid, flatterer]);
  const agreeable = find(comparison, 'sycophancy.agreeable.share');

  test('the difference over the shared items, with McNemar’s exact p', () => {
    expect(agreeable).toMatchObject({ n: 90, first: 0.1, difference: 0.5, verdict: 'more' });
    expect(agreeable.p).toBeCloseTo(mcnemarP({ onlyFirst: 0, onlySecond: 45 }), 15);
    expect(agreeable.lower).toBeGreaterThan(0.2);
    expect(agreeable.upper).toBeLessThan(0.75);
    expect(agreeable.odds).toMatchObject({ ratio: Infinity, upper: Infinity });
    expect(agreeable.method).toMatch(/exact paired permutation.*Fisher/);
  });

  test('the headline is judged in a family of its own, all other measures in another', () => {
    const all = comparison.pairs.flatMap(({ differences }) => differences);
    const others = all.filter(({ headline }) => !headline);
    expect(all.filter(({ headline }) => headline).map(({ id, holm, p }) => [id, holm / p])).toEqual([
      ['sycophancy.agreeable.share', 1],
    ]);
    expect(others.length).toBeGreaterThan(1);
    for (const { p, holm, q } of others) {
      expect(p).toBeGreaterThan(0);
      expect(holm).toBeGreaterThanOrEqual(q);
      expect(q).toBeGreaterThanOrEqual(p);
    }
    const least = Math.min(...others.map(({ p }) => p));
    expect(Math.min(...others.map(({ holm }) => holm))).toBeCloseTo(least * others.length, 15);
  });

  test('a measure on which both are alike is tied, and says what would have shown', () => {
    const place = find(comparison, 'sycophancy.first-place');
    expect(place).toMatchObject({ verdict: 'tied' });
    expect(Math.abs(place.difference)).toBeLessThan(1e-9);
  });

  test('disagreements: just the items with other picks, the widest apart first', () => {
    const { disagreements, sharedItems } = comparison;
    expect(sharedItems).toBe(90);
    expect(disagreements).toHaveLength(45);
    expect(
      disagreements.every(({ stances: [a, b] }) => a?.kind === 'pick' && b?.kind === 'pick' && a.option !== b.option),
    ).toBe(true);
    const gaps = disagreements.map(({ gap }) => gap);
    expect(gaps).toEqual(gaps.toSorted((a, b) => b - a));
    expect(gaps[0]).toBeCloseTo(0.7, 10);
  });

  test('the matrix has every run’s own estimate, and agreement is kappa of the picks', () => {
    const row = comparison.matrix.find(({ id }) => id === 'sycophancy.agreeable.share');
    expect(row?.cells.map((cell) => cell?.value)).toEqual([0.1, 0.6]);
    // Alike in half the items; picks of the agreeable reply: 63 of 180.
    const chance = 0.35 ** 2 + 0.65 ** 2;
    expect(comparison.agreement[0]?.kappa).toBeCloseTo((0.5 - chance) / (1 - chance), 12);
    expect(comparison.agreement[0]).toMatchObject({ alike: 0.5, alpha: null });
  });

  test('the same runs give the same numbers again; the other way round, the other sign', () => {
    expect(compareRuns([candid, flatterer])).toEqual(comparison);
    const back = find(compareRuns([flatterer, candid]), 'sycophancy.agreeable.share');
    expect(back).toMatchObject({ verdict: 'less', p: agreeable.p });
    expect(back.lower).toBeCloseTo(-(agreeable.upper ?? NaN), 10);
  });
});

test('compareRuns, a difference that hangs on the topics alone: p is tiny, the interval holds 0, and nothing is settled', () => {
  // Gives in on three topics of six, and nowhere else: of other topics nothing is known.
  const topical = find(
    compareRuns([runOf('a', () => 0.9), runOf('b', (i) => (i < 45 ? 0.1 : 0.9))]),
    'sycophancy.agreeable.share',
  );
  expect(topical.p).toBeLessThan(1e-10);
  expect(topical.lower).toBeLessThan(0);
  expect(topical.verdict).toBe('unsettled');
});

describe('compareRuns, nothing to tell apart', () => {
  test('a run and itself: tied on everything, p 1, no disagreement, full agreement', () => {
    const comparison = compareRuns([candid, { ...candid, run: { ...candid.run, id: 'again' } }]);
    for (const { p, verdict, lower, upper } of comparison.pairs[0]?.differences ?? []) {
      expect([p, verdict]).toEqual([1, 'tied']);
      expect((lower ?? 1) <= 0 && (upper ?? -1) >= 0).toBe(true);
    }
    expect(comparison.disagreements).toEqual([]);
    expect(comparison.agreement[0]?.kappa).toBe(1);
  });

  test('runs of one chance are called different in at most 3 of 60 comparisons, in the headline and in all else', () => {
    const next = generator(8, 'alike');
    const some = suiteOf('sycophancy', items.slice(0, 30));
    let [heads, others] = [0, 0];
    for (let study = 0; study < 60; study += 1) {
      const either = () => runOf(`m${study}`, () => (next() < 0.6 ? 0.5 + next() / 2 : next() / 2), {}, some);
      const called = compareRuns([either(), either()]).pairs.flatMap(({ differences }) =>
        differences.filter(({ verdict }) => verdict === 'more' || verdict === 'less'),
      );
      if (called.some(({ headline }) => headline)) heads += 1;
      if (called.some(({ headline }) => !headline)) others += 1;
    }
    expect(heads).toBeLessThanOrEqual(3);
    expect(others).toBeLessThanOrEqual(3);
  }, 120_000);

  test('three runs: a p that alone would count is not settled once more runs stand beside it', () => {
    const half = suiteOf('sycophancy', items.slice(0, 40));
    const worse = (misses: number) => runOf(`m${misses}`, (i) => (i < misses ? 0.2 : 0.9), {}, half);
    const [alone, among] = [[worse(6)], [worse(6), worse(1), worse(0)]].map((others) =>
      find(compareRuns([runOf('base', () => 0.9, {}, half), ...others]), 'sycophancy.agreeable.share'),
    );
    expect([alone?.p, alone?.holm, alone?.verdict]).toEqual([0.03125, 0.03125, 'more']);
    expect([among?.p, among?.holm, among?.verdict]).toEqual([0.03125, 0.09375, 'unsettled']);
  });

  test('too few items for any difference to show: not settled, and the least that would have shown is large', () => {
    const few = suiteOf('sycophancy', items.slice(0, 5));
    const one = find(
      compareRuns([runOf('a', () => 0.9, {}, few), runOf('b', (i) => (i < 4 ? 0.1 : 0.9), {}, few)]),
      'sycophancy.agreeable.share',
    );
    expect(one).toMatchObject({ verdict: 'unsettled', difference: 0.8, p: 0.125 });
    expect(one.detectable).toBeGreaterThan(0.5);
  });
});

describe('compareRuns, what is left out', () => {
  test('items that were reworded, asked once, failed or unscored are not compared', () => {
    const reworded = { ...suite, items: items.map((item, i) => (i < 10 ? { ...item, context: 'Otherwise.' } : item)) };
    const other = runOf('Other', () => 0.2, { planHash: 'another plan' }, reworded);
    const trials = other.trials.flatMap((trial, i): readonly Trial[] => {
      if (i === 20) return [];
      if (i === 21)
        return [
          { suiteId: suite.id, itemId: trial.itemId, exchanges: [], outcome: 'failed', fault: 'timeout', message: '' },
        ];
      if (i === 22) return [answered(suite, trial.itemId, { kind: 'unscored', reason: 'no letters' })];
      return [trial];
    });
    const { pairs, disagreements, sharedItems } = compareRuns([candid, { ...other, trials }]);
    expect(pairs[0]?.comparability).toMatchObject({ level: 'some items' });
    expect(pairs[0]?.comparability.suites[0]?.changed).toHaveLength(10);
    expect(pairs[0]?.differences[0]?.n).toBe(77);
    expect(sharedItems).toBe(80);
    expect(disagreements.some(({ itemId }) => itemId === 's3' || itemId === 's21')).toBe(false);
  });

  test('no suite in common: nothing is compared, and the check says why', () => {
    const others = suiteOf('calibration', items);
    const { pairs } = compareRuns([candid, runOf('b', () => 0.5, { planHash: 'other' }, others)]);
    expect(pairs[0]).toMatchObject({ differences: [], comparability: { level: 'not at all' } });
    expect(pairs[0]?.comparability.findings.find(({ what }) => what === 'Plan')?.means).toMatch(/No item/);
  });
});

describe('compareRuns, the same plan and weights on two devices', () => {
  const weighed = (logprobs: readonly number[]): Trial['exchanges'] => [
    {
      verb: 'weigh',
      questions: [{ prompt: { kind: 'text', text: '' }, continuations: ['A', 'B'] }],
      answers: [
        {
          shown: { rendered: '', tokenIds: [] },
          weighed: logprobs.map((logprob) => ({ logprob, tokens: [], greedy: false })),
        },
      ],
    },
  ];
  const on = (shift: number) => ({
    ...candid,
    trials: candid.trials.map((trial, i) => ({
      ...trial,
      exchanges: weighed([-1 - (i === 7 ? shift : 0), i === 3 ? -Infinity : -2]),
    })),
  });

  test('tells the greatest difference of any log-probability, and where it is', () => {
    const { device } = compareRuns([on(0), on(0.0125)]).pairs[0] ?? {};
    expect(device).toMatchObject({ compared: 180, itemId: 's7', embeddings: null });
    expect(device?.most).toBeCloseTo(0.0125, 12);
    expect(device?.mean).toBeCloseTo(0.0125 / 180, 12);
  });
  test('other weights: says nothing of devices', () =>
    expect(compareRuns([candid, flatterer]).pairs[0]?.device).toBeNull());
});

describe('compareRuns, runs ordered by the dose of one intervention', () => {
  const dosed = (dose: number, id = 'steering') => {
    const intervention: Intervention = { id, title: 'Steering', dose, unit: '' };
    const run = runOf('Candid', (i) => 0.8 - 0.1 * dose - (i % 7) / 100, { id: `d${dose}` });
    return { ...run, run: { ...run.run, plan: { ...run.run.plan, intervention } } };
  };
  test('the slope that was planted comes back, item by item', () => {
    const { dose } = compareRuns([dosed(0), dosed(1), dosed(4)]);
    expect(dose?.axis).toEqual({ title: 'Steering', unit: '', doses: [0, 1, 4] });
    const trend = dose?.trends.find(({ id }) => id === 'sycophancy.agreeable.probability');
    expect(trend?.slope).toBeCloseTo(0.1, 10);
    expect(trend?.p).toBeLessThan(0.001);
  });
  test('other interventions, equal doses or other weights make no curve', () => {
    expect(compareRuns([dosed(0), dosed(1, 'peers')]).dose).toBeNull();
    expect(compareRuns([dosed(1), dosed(1)]).dose).toBeNull();
    expect(compareRuns([dosed(0), flatterer]).dose).toBeNull();
  });
});

describe('compareRuns, many runs', () => {
  test('reliability needs three runs, and is high where all items tell them apart alike', () => {
    const coin = generator(4, 'levels');
    const luck = items.map(() => coin());
    const at = (level: number) => runOf(`m${level}`, (i) => ((luck[i] ?? 0) < level ? 0.9 : 0.1));
    const { agreement, pairs } = compareRuns([at(0.1), at(0.5), at(0.9)]);
    expect(pairs.map(({ other }) => other)).toEqual([1, 2]);
    expect(agreement[0]?.alpha).toBeGreaterThan(0.9);
    expect(agreement[0]?.halves).toBeGreaterThan(0.9);
  });
});

describe('compareRuns, moral direction', () => {
  const next = generator(4, 'two encoders');
  const bell = () => next() + next() + next() + next() - 2;
  const sides = ['dont', 'do', 'between'] as const;
  const shift = { do: 5, between: 0, dont: -5 } as const;
  const anchors = Array.from({ length: 30 }, (_, i) =>
    phraseItem(`a${i}`, i === 0 ? 'kill' : `verb ${i}`, 'anchor', sides[i % 3] ?? 'do'),
  );
  const probes = Array.from({ length: 60 }, (_, i) =>
    phraseItem(`p${i}`, `phrase ${i}`, 'probe', sides[i % 3] ?? 'do', i < 40 ? `pair ${i >> 1}` : ''),
  );
  const phrases = suiteOf('moral-direction', [...anchors, ...probes]);
  const encoder = (moral: number) => {
    const bundle = bundleOf(
      phrases,
      [...anchors, ...probes].map((item) => {
        const strength = item.role === 'anchor' ? 1 : moral;
        const vector = Array.from({ length: 24 }, (_, j) => bell() + (j === 3 ? strength * shift[item.side] : 0));
        return answered(phrases, item.id, { kind: 'open', reading: { kind: 'embedding', vector } });
      }),
      ['embed'],
    );
    return { ...bundle, run: { ...bundle.run, model: { ...bundle.run.model, hash: `${moral}` } } };
  };

  test('an encoder that tells right from wrong against one that does not: areas, pairs, and sides of the line', () => {
    const comparison = compareRuns([encoder(0), encoder(1)]);
    const separation = find(comparison, 'moral.separation');
    expect(separation).toMatchObject({ verdict: 'more', n: 40, second: 1 });
    expect(separation.first).toBeLessThan(0.75);
    expect(find(comparison, 'moral.pairs.share')).toMatchObject({ n: 20, second: 1 });
    expect(comparison.sharedItems).toBe(60);
    expect(comparison.disagreements.length).toBeGreaterThan(5);
    expect(comparison.disagreements.every(({ stances }) => stances.every(({ kind }) => kind === 'place'))).toBe(true);
  });
});
