import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bcaMean } from '../../src/statistics/bca.ts';
import { benjaminiHochberg } from '../../src/statistics/benjamini-hochberg.ts';
import { clopperPearson } from '../../src/statistics/clopper-pearson.ts';
import { cohensDz } from '../../src/statistics/cohens-dz.ts';
import { cohensH } from '../../src/statistics/cohens-h.ts';
import { compareAreas } from '../../src/statistics/delong.ts';
import { effectiveSize } from '../../src/statistics/effective-size.ts';
import { holm } from '../../src/statistics/holm.ts';
import { mcnemarP } from '../../src/statistics/mcnemar.ts';
import { pairedOddsRatio } from '../../src/statistics/odds-ratio.ts';
import { pairedPermutation } from '../../src/statistics/paired-permutation.ts';
import { detectable, power } from '../../src/statistics/power.ts';
import { pairedShareInterval } from '../../src/statistics/tango.ts';
import { witness } from './comparison-witness.ts';

describe('clopperPearson', () => {
  test.each(witness.clopperPearson)('$hits of $n: as SciPy', ({ hits, n, interval }) => {
    const { lower, upper } = clopperPearson(hits, n);
    expect(lower).toBeCloseTo(interval[0], 10);
    expect(upper).toBeCloseTo(interval[1], 10);
  });
});

describe('pairedPermutation', () => {
  test.each(witness.permutation)('of $differences: as every sign flip counted', ({ differences, p }) => {
    expect(pairedPermutation(differences, 1, '')).toEqual({ p: expect.closeTo(p, 12), exact: true, rounds: 0 });
  });

  test('Darwin’s fifteen pairs of maize: the 1726 of 32768 ways that Fisher found', () => {
    // Thousandths are off the grid of twelfths: this is the count by halves.
    const off = witness.darwin.map((eighths) => eighths / 1000);
    expect(pairedPermutation(off, 1, '').p).toBe(1726 / 32768);
    expect(pairedPermutation(witness.darwin, 1, '').p).toBeCloseTo(1726 / 32768, 12);
  });

  test('of hits and misses it is McNemar’s exact test, for any counts', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.nat(40), (onlyFirst, onlySecond, alike) => {
        const differences = [
          ...new Array<number>(onlyFirst).fill(-1),
          ...new Array<number>(onlySecond).fill(1),
          ...new Array<number>(alike).fill(0),
        ];
        const { p, exact } = pairedPermutation(differences, 1, '');
        expect(exact).toBe(true);
        expect(Math.abs(p / mcnemarP({ onlyFirst, onlySecond }) - 1)).toBeLessThan(1e-9);
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  test('never 0: a thousand items that all differ one way still have a p', () => {
    expect(pairedPermutation(new Array<number>(1000).fill(1), 1, '').p).toBeGreaterThan(0);
    const wild = Array.from({ length: 200 }, (_, i) => 1 + Math.sin(i) / 7);
    expect(pairedPermutation(wild, 1, '')).toEqual({ p: 1 / 20_001, exact: false, rounds: 20_000 });
  });

  test('random swaps agree with the exact count to their own error', () => {
    // 36 differences are enumerated; one that hardly weighs makes it 37, which are drawn.
    const base = Array.from({ length: 36 }, (_, i) => Math.sin(7 * i) + 0.2);
    const [all, drawn] = [pairedPermutation(base, 1, ''), pairedPermutation([...base, 1e-9], 1, 'drawn')];
    expect([all.exact, drawn.exact]).toEqual([true, false]);
    expect(Math.abs(all.p - drawn.p)).toBeLessThan(4 * Math.sqrt((all.p * (1 - all.p)) / drawn.rounds));
  });

  test('no item differs: 1', () => expect(pairedPermutation([0, 0], 1, '').p).toBe(1));

  test('under the null at most 5 in 100 are below .05, for ten items counted one by one', () => {
    const sizes = [0.31, 0.94, 0.17, 0.58, 0.73, 0.22, 0.89, 0.45, 0.66, 0.12];
    let below = 0;
    for (let flips = 0; flips < 1024; flips += 1) {
      const differences = sizes.map((size, i) => ((flips >> i) & 1 ? size : -size));
      if (pairedPermutation(differences, 1, '').p <= 0.05) below += 1;
    }
    expect(below / 1024).toBeLessThanOrEqual(0.05);
    expect(below / 1024).toBeGreaterThan(0.04);
  });
});

describe('pairedShareInterval', () => {
  test.each(witness.tango)('$onlyFirst and $onlySecond of $n: as Tango’s score solved by SciPy', (one) => {
    const { lower, upper } = pairedShareInterval(one, one.n);
    expect(lower).toBeCloseTo(one.interval[0], 6);
    expect(upper).toBeCloseTo(one.interval[1], 6);
  });
  test('Tango’s own example, 44 pairs with 9 and 1 discordant reversed: mirrored', () => {
    const [one, two] = [
      pairedShareInterval({ onlyFirst: 9, onlySecond: 1 }, 44),
      pairedShareInterval({ onlyFirst: 1, onlySecond: 9 }, 44),
    ];
    expect(one.lower).toBeCloseTo(-two.upper, 12);
    expect(one.upper).toBeCloseTo(-two.lower, 12);
  });
});

describe('pairedOddsRatio', () => {
  test.each(witness.oddsRatio)('$onlySecond for $onlyFirst: as SciPy', (wanted) => {
    const found = pairedOddsRatio(wanted);
    for (const name of ['ratio', 'lower', 'upper'] as const) {
      if (wanted[name] === null) expect(found?.[name]).toBe(Infinity);
      else expect(Math.abs((found?.[name] ?? NaN) - wanted[name])).toBeLessThan(1e-8 * Math.max(1, wanted[name]));
    }
  });
  test('no item differs: none', () => expect(pairedOddsRatio({ onlyFirst: 0, onlySecond: 0 })).toBeNull());
});

describe('holm and benjaminiHochberg', () => {
  test.each(witness.adjusted)('$ps: as their definitions, in the order given', ({ ps, holm: strict, bh }) => {
    holm(ps).forEach((p, i) => expect(p).toBeCloseTo(strict[i] ?? NaN, 12));
    benjaminiHochberg(ps).forEach((p, i) => expect(p).toBeCloseTo(bh[i] ?? NaN, 12));
  });
  test('of nothing: nothing', () => expect([holm([]), benjaminiHochberg([])]).toEqual([[], []]));
});

describe('cohensH and cohensDz', () => {
  test.each(witness.cohensH)('h of $first and $second', ({ first, second, h }) =>
    expect(cohensH(first, second)).toBeCloseTo(h, 12),
  );
  test.each(witness.dz)('d_z is SciPy’s t over the root of n', ({ values, dz }) =>
    expect(cohensDz(values)).toBeCloseTo(dz, 10),
  );
  test('d_z of equal differences is none', () => expect(cohensDz([0.5, 0.5, 0.5])).toBeNull());
});

describe('power and detectable', () => {
  test.each(witness.power)('$difference among $n: as SciPy’s noncentral t', (one) => {
    // SciPy gives NaN for no difference; the one tail of the t test is then 2.5%.
    const wanted = one.difference === 0 ? 0.025 : one.power;
    expect(power(one.difference, one.deviation, one.n)).toBeCloseTo(wanted, 8);
  });
  test.each(witness.detectable)(
    'least difference that $n items show: as solved by SciPy',
    ({ deviation, n, difference }) => expect(detectable(deviation, n)).toBeCloseTo(difference, 8),
  );
  test('nothing varies, or one item: cannot be told', () =>
    expect([detectable(0, 100), detectable(1, 1)]).toEqual([null, null]));
});

describe('compareAreas', () => {
  test.each(witness.delong)('areas $areas: as DeLong’s matrix in NumPy', ({ first, second, areas, error, p }) => {
    const found = compareAreas(first, second);
    expect(found?.first).toBeCloseTo(areas[0], 12);
    expect(found?.second).toBeCloseTo(areas[1], 12);
    expect(found?.error).toBeCloseTo(error, 12);
    expect(Math.abs((found?.p ?? NaN) / p - 1)).toBeLessThan(1e-9);
  });
  test('both perfect: no difference, p 1; one on a side: none', () => {
    const perfect = { highs: [3, 4], lows: [1, 2] };
    expect(compareAreas(perfect, perfect)).toMatchObject({ p: 1, lower: 0, upper: 0 });
    expect(compareAreas({ highs: [3], lows: [1, 2] }, { highs: [3], lows: [1, 2] })).toBeNull();
  });
});

describe('bcaMean', () => {
  const alone = (n: number) => Array.from({ length: n }, (_, i) => `${i}`);
  test.each(witness.bca)(
    '$values.length values: as near to SciPy’s BCa as its two seeds allow',
    ({ values, intervals }) => {
      const found = bcaMean(values, alone(values.length), 3, 'bca');
      const [low = NaN, high = NaN] = [0, 1].map(
        (end) => (intervals[0]?.[end] ?? NaN) / 2 + (intervals[1]?.[end] ?? NaN) / 2,
      );
      // 4,000 rounds leave the 2.5% point an error of about a tenth of the standard error.
      const slack = (high - low) / 20;
      expect(Math.abs((found?.lower ?? NaN) - low)).toBeLessThan(slack);
      expect(Math.abs((found?.upper ?? NaN) - high)).toBeLessThan(slack);
    },
  );
  test('whole clusters: as single values of the clusters’ means where clusters are equally large', () => {
    const values = Array.from({ length: 120 }, (_, i) => Math.sin(i % 40) ** 2);
    const clustered = bcaMean(
      values,
      values.map((_, i) => `t${i % 40}`),
      1,
      'x',
    );
    const single = bcaMean(values.slice(0, 40), alone(40), 1, 'x');
    expect(clustered?.lower).toBeCloseTo(single?.lower ?? NaN, 12);
    expect(clustered?.drawn).toBe(40);
  });
  test('nothing varies, or one cluster: none', () =>
    expect([bcaMean([1, 1], ['a', 'b'], 1, ''), bcaMean([1, 2], ['a', 'a'], 1, '')]).toEqual([null, null]));
});

describe('effectiveSize', () => {
  const of = (values: readonly number[], topics: readonly string[]) =>
    effectiveSize(values.map((value, i) => ({ value, cluster: topics[i] ?? '' })));

  test('items that go with their topic are worth about as many as there are topics, less the t of few', () => {
    const topics = Array.from({ length: 80 }, (_, i) => `topic ${i % 8}`);
    const { n, clusters, designEffect } = of(
      topics.map((_, i) => (i % 8) % 2),
      topics,
    );
    expect(clusters).toBe(8);
    // Eight topics of ten: variance of the mean 8/7 · 8 · 25 / 6400 against 0.25 / 80.
    expect(designEffect).toBeCloseTo(80 / 7, 10);
    expect(n).toBeCloseTo(7 * (1.959964 / 2.364624) ** 2, 4);
  });
  test('never more than there are; as independent with few topics, topics of one item, or one value', () => {
    expect(of([1, 0, 1, 0, 1, 0, 1, 0, 1, 0], [...'aabbccddee']).n).toBe(10);
    expect(of([1, 1, 0, 0], [...'aabb'])).toEqual({ n: 4, clusters: 0, designEffect: 1 });
    expect(of([1, 0, 1, 0, 1, 1], [...'abcdef']).clusters).toBe(0);
    expect(of([1, 1, 1, 1, 1, 1], [...'aabbcd']).n).toBe(6);
  });
});
