import { describe, expect, test } from 'vitest';
import { bcaMean } from '../../src/statistics/bca.ts';
import { bootstrapMean } from '../../src/statistics/bootstrap.ts';
import { clopperPearson } from '../../src/statistics/clopper-pearson.ts';
import { effectiveSize } from '../../src/statistics/effective-size.ts';
import { logGamma } from '../../src/statistics/gamma.ts';
import { generator, type Generator32 } from '../../src/statistics/generator.ts';
import type { Interval } from '../../src/statistics/interval.ts';
import { mean, meanInterval } from '../../src/statistics/mean.ts';
import { normalCdf, normalQuantile } from '../../src/statistics/normal.ts';
import { pairedShareInterval } from '../../src/statistics/tango.ts';
import { wilson } from '../../src/statistics/wilson.ts';

const logFactorials = Array.from({ length: 1001 }, (_, k) => logGamma(k + 1));
const logFactorial = (k: number) => logFactorials[k] ?? NaN;

/** How often each interval holds the truth, every count weighed with its own probability: no simulation. */
function coverage(intervals: readonly Interval[], truth: number): number {
  const n = intervals.length - 1;
  let covered = 0;
  intervals.forEach(({ lower, upper }, hits) => {
    if (lower > truth || truth > upper) return;
    const chance = logFactorial(n) - logFactorial(hits) - logFactorial(n - hits);
    covered += Math.exp(chance + hits * Math.log(truth) + (n - hits) * Math.log1p(-truth));
  });
  return covered;
}

/** The mean over truths around a place: at a single one a count can only jump (for n = 10 and one half: from .891 to .979). */
function meanCoverage(intervals: readonly Interval[], from: number, to: number): number {
  const steps = 400;
  const truths = Array.from({ length: steps }, (_, i) => from + ((i + 0.5) / steps) * (to - from));
  return mean(truths.map((truth) => coverage(intervals, truth)));
}

const places = [
  ['near 0', 0, 0.1],
  ['about .5', 0.4, 0.6],
  ['near 1', 0.9, 1],
  ['anywhere', 0, 1],
] as const;
const cases = [10, 30, 100, 1000].flatMap((n) => places.map(([where, from, to]) => [n, where, from, to] as const));
const all = (n: number, interval: (hits: number, n: number) => Interval) =>
  Array.from({ length: n + 1 }, (_, hits) => interval(hits, n));

describe('shares, counted exactly', () => {
  test.each(cases)('wilson, %i items, truth %s: covers 94 to 96 times in 100 on average', (n, _, from, to) => {
    const found = meanCoverage(all(n, wilson), from, to);
    expect(found).toBeGreaterThan(0.94);
    expect(found).toBeLessThan(0.96);
  });

  test.each(cases)('clopperPearson, %i items, truth %s: never under 95, often far over', (n, _, from, to) => {
    const intervals = all(n, clopperPearson);
    for (let truth = from + 0.001; truth < to; truth += 0.0037) {
      expect(coverage(intervals, truth)).toBeGreaterThan(0.95 - 1e-9);
    }
    if (n === 10) expect(meanCoverage(intervals, from, to)).toBeGreaterThan(0.96);
  });

  test('at a single truth no interval of counts keeps to 94 to 96: ten items and one half give .979 or .891', () => {
    expect(coverage(all(10, wilson), 0.5)).toBeCloseTo(1 - 22 / 1024, 10);
    expect(coverage(all(10, clopperPearson), 0.5)).toBeCloseTo(1 - 22 / 1024, 10);
    const narrower = all(10, (hits, n) => ({ lower: hits / n - 0.29, upper: hits / n + 0.29 }));
    expect(coverage(narrower, 0.5)).toBeCloseTo(1 - 112 / 1024, 10);
  });
});

describe('paired differences of shares, counted exactly', () => {
  /** Truths: the share that only the first hits, and that only the second hits. */
  const truths = [
    ['hardly any item differs', 0.01, 0.02],
    ['some differ, none better', 0.1, 0.1],
    ['some differ, second better', 0.05, 0.2],
    ['most differ', 0.2, 0.6],
  ] as const;

  test.each([10, 30, 100].flatMap((n) => truths.map(([words, b, c]) => [n, words, b, c] as const)))(
    'pairedShareInterval, %i items, %s: covers at least 93.5 times in 100, and not always unless hardly any differ',
    (n, _, b, c) => {
      let covered = 0;
      for (let onlyFirst = 0; onlyFirst <= n; onlyFirst += 1) {
        for (let onlySecond = 0; onlySecond <= n - onlyFirst; onlySecond += 1) {
          const alike = n - onlyFirst - onlySecond;
          const ways = logFactorial(n) - logFactorial(onlyFirst) - logFactorial(onlySecond) - logFactorial(alike);
          const chance = ways + onlyFirst * Math.log(b) + onlySecond * Math.log(c) + alike * Math.log(1 - b - c);
          if (chance < -25) continue;
          const { lower, upper } = pairedShareInterval({ onlyFirst, onlySecond }, n);
          if (lower <= c - b && c - b <= upper) covered += Math.exp(chance);
        }
      }
      expect(covered).toBeGreaterThan(0.935);
      // With three items or fewer that differ, nearly every count that is likely gives an interval around so small a difference.
      expect(covered).toBeLessThan(n * (b + c) < 4 ? 1 : 0.985);
    },
  );
});

const alone = (n: number) => Array.from({ length: n }, (_, i) => `${i}`);
const bell = (next: Generator32) => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

/** How often an interval of simulated values holds their true mean; the error of this itself is under a point. */
function simulated(
  purpose: string,
  truth: number,
  study: (next: Generator32, seed: number) => Interval | null,
  studies = 1000,
): number {
  const next = generator(21, purpose);
  let covered = 0;
  for (let seed = 0; seed < studies; seed += 1) {
    const interval = study(next, seed);
    if (interval && interval.lower <= truth && truth <= interval.upper) covered += 1;
  }
  return covered / studies;
}

describe('means, simulated', () => {
  // Probabilities as models give them: in the middle, and crowded at an end.
  const shapes = [
    ['even', 0.5, (next: Generator32) => next()],
    ['crowded at 1', 0.8, (next: Generator32) => next() ** 0.25],
  ] as const;

  test.each([10, 30, 100].flatMap((n) => shapes.map(([words, truth, draw]) => [n, words, truth, draw] as const)))(
    'bootstrapMean, %i items, probabilities %s: covers 93 to 97 times in 100, 92 for ten that are skewed',
    (n, words, truth, draw) => {
      const found = simulated(`mean ${n} ${words}`, truth, (next, seed) =>
        bootstrapMean(
          Array.from({ length: n }, () => draw(next)),
          alone(n),
          seed,
          'covers',
        ),
      );
      // No method that assumes no shape can do better for ten (Bahadur and Savage 1956): the report says that under 30 items tell little.
      expect(found).toBeGreaterThan(n === 10 && words !== 'even' ? 0.915 : 0.93);
      expect(found).toBeLessThan(0.97);
    },
  );

  test.each(shapes)(
    'meanInterval, 1000 items, probabilities %s: covers 94 to 96 times in 100',
    (words, truth, draw) => {
      const found = simulated(
        `t ${words}`,
        truth,
        (next) => meanInterval(Array.from({ length: 1000 }, () => draw(next))),
        4000,
      );
      expect(found).toBeGreaterThan(0.94);
      expect(found).toBeLessThan(0.96);
    },
  );

  test('squared errors of 100 items, very skewed: bcaMean covers no worse than the widened percentiles', () => {
    const study = (interval: typeof bcaMean) =>
      simulated(
        'skewed',
        1 / 9,
        (next, seed) =>
          interval(
            Array.from({ length: 100 }, () => next() ** 8),
            alone(100),
            seed,
            'skewed',
          ),
        400,
      );
    const [skewed, plain] = [study(bcaMean), study(bootstrapMean)];
    expect(skewed).toBeGreaterThan(0.925);
    expect(skewed).toBeGreaterThan(plain - 0.005);
  }, 60_000);
});

describe('shares of items that share topics, simulated', () => {
  /** Items of nine topics whose own shares scatter around the truth on the normal scale. */
  function study(topics: number, each: number, truth: number, scatter: number, naive: boolean): number {
    const centre = normalQuantile(truth) * Math.sqrt(1 + scatter * scatter);
    const draw = (next: Generator32) => {
      const observed = Array.from({ length: topics }, (_, topic) => {
        const own = normalCdf(centre + scatter * bell(next));
        return Array.from({ length: each }, () => ({ value: next() < own ? 1 : 0, cluster: `topic ${topic}` }));
      }).flat();
      const size = naive ? observed.length : effectiveSize(observed).n;
      return wilson(mean(observed.map(({ value }) => value)) * size, size);
    };
    return simulated(`topics ${topics} ${each} ${truth} ${scatter}`, truth, draw, 2000);
  }

  test.each([
    [9, 18, 0.5, 0.3],
    [9, 18, 0.8, 0.3],
    [11, 10, 0.5, 0.5],
    [17, 10, 0.5, 0.3],
  ])(
    '%i topics of %i, truth %d, topics scatter by %d: covers 93 to 98 times in 100; without the topics it does not',
    (...args) => {
      const found = study(...args, false);
      expect(found).toBeGreaterThan(0.93);
      expect(found).toBeLessThan(0.98);
      expect(study(...args, true)).toBeLessThan(0.91);
    },
  );

  test('topics that do not differ: costs a little width, and covers 95 to 98.5 times', () => {
    const found = study(9, 18, 0.5, 0, false);
    expect(found).toBeGreaterThan(0.95);
    expect(found).toBeLessThan(0.985);
  });
});
