import { describe, expect, test } from 'vitest';
import { auroc, aurocInterval } from '../../src/statistics/auroc.ts';
import { bootstrapMean } from '../../src/statistics/bootstrap.ts';
import { logGamma } from '../../src/statistics/gamma.ts';
import { generator } from '../../src/statistics/generator.ts';
import { mean, meanInterval } from '../../src/statistics/mean.ts';
import { normalCdf, z975 } from '../../src/statistics/normal.ts';
import { studentTails, t975 } from '../../src/statistics/student-t.ts';
import { wilson } from '../../src/statistics/wilson.ts';
import { witness } from './witness.ts';

/** To about twelve significant digits, whatever the size. */
function expectNear(value: number | undefined, wanted: number | undefined, relative = 1e-11) {
  expect(Math.abs((value ?? NaN) - (wanted ?? NaN))).toBeLessThanOrEqual(relative * Math.max(1, Math.abs(wanted ?? 0)));
}

describe('wilson', () => {
  test.each(witness.wilson)('$hits of $n: as the score test solved by SciPy', ({ hits, n, interval }) => {
    const { lower, upper } = wilson(hits, n);
    expectNear(lower, interval[0], 1e-9);
    expectNear(upper, interval[1], 1e-9);
  });

  test('never leaves [0, 1], and touches an end only where the share does', () => {
    for (let hits = 0; hits <= 30; hits += 0.5) {
      const { lower, upper } = wilson(hits, 30);
      expect(lower).toBeGreaterThanOrEqual(0);
      expect(upper).toBeLessThanOrEqual(1);
      expect(lower === 0).toBe(hits === 0);
      expect(upper === 1).toBe(hits === 30);
    }
  });

  test.each([0.5, 0.9])('covers a share of %f about 95 times in 100', (truth) => {
    const next = generator(11, 'wilson covers');
    let covered = 0;
    for (let study = 0; study < 4000; study += 1) {
      let hits = 0;
      for (let item = 0; item < 120; item += 1) if (next() < truth) hits += 1;
      const { lower, upper } = wilson(hits, 120);
      if (lower <= truth && truth <= upper) covered += 1;
    }
    expect(covered / 4000).toBeGreaterThan(0.935);
    expect(covered / 4000).toBeLessThan(0.97);
  });
});

describe('normal, gamma and t', () => {
  test.each(witness.normal)('normalCdf($z): as SciPy, relative to its size', ({ z, p }) => {
    expect(Math.abs(normalCdf(z) / p - 1)).toBeLessThan(1e-11);
  });
  test.each(witness.logGamma)('logGamma($x): as the C library', ({ x, value }) =>
    expectNear(logGamma(x), value, 1e-12),
  );
  test.each(witness.t975)('t975($freedom): as SciPy', ({ freedom, t }) => expectNear(t975(freedom), t, 1e-10));
  test.each(witness.studentTails)('studentTails($t, $freedom): as SciPy', ({ t, freedom, p }) => {
    expect(Math.abs(studentTails(t, freedom) / p - 1)).toBeLessThan(1e-10);
  });
  test('z975: leaves 2.5% above', () => expectNear(normalCdf(z975), 0.975, 1e-14));
});

describe('meanInterval', () => {
  test.each(witness.mean)('as SciPy’s t interval', ({ values, mean: centre, interval }) => {
    const found = meanInterval(values);
    expectNear(mean(values), centre);
    expectNear(found?.lower, interval[0], 1e-10);
    expectNear(found?.upper, interval[1], 1e-10);
  });
  test('is none for a single value', () => expect(meanInterval([1])).toBeNull());
});

describe('bootstrapMean', () => {
  const alone = (n: number) => Array.from({ length: n }, (_, i) => `${i}`);

  test('same seed and purpose, same interval; another seed, another', () => {
    const values = Array.from({ length: 40 }, (_, i) => Math.sin(i));
    const once = bootstrapMean(values, alone(40), 7, 'a');
    expect(bootstrapMean(values, alone(40), 7, 'a')).toEqual(once);
    expect(bootstrapMean(values, alone(40), 8, 'a')).not.toEqual(once);
    expect(bootstrapMean(values, alone(40), 7, 'b')).not.toEqual(once);
  });

  test('normal values: agrees with Student’s t to a tenth of its width', () => {
    const next = generator(3, 'normal');
    const values = Array.from({ length: 60 }, () => next() + next() + next() + next());
    const [drawn, exact] = [bootstrapMean(values, alone(60), 1, 'x'), meanInterval(values)];
    if (drawn === null || exact === null) throw new Error('wanted two intervals');
    const width = exact.upper - exact.lower;
    expect(Math.abs(drawn.lower - exact.lower)).toBeLessThan(width / 10);
    expect(Math.abs(drawn.upper - exact.upper)).toBeLessThan(width / 10);
  });

  test('is none for a single cluster', () => expect(bootstrapMean([1, 2], ['a', 'a'], 1, '')).toBeNull());

  test('skewed probabilities of 60 items: covers their mean about 95 times in 100', () => {
    const next = generator(5, 'bootstrap covers');
    let covered = 0;
    for (let study = 0; study < 500; study += 1) {
      const values = Array.from({ length: 60 }, () => next() ** 3);
      const interval = bootstrapMean(values, alone(60), study, 'coverage');
      if (interval && interval.lower <= 0.25 && 0.25 <= interval.upper) covered += 1;
    }
    expect(covered / 500).toBeGreaterThan(0.92);
    expect(covered / 500).toBeLessThan(0.98);
  });

  test('eight topics that differ: drawing topics covers, drawing items does not', () => {
    const next = generator(6, 'clusters cover');
    const bell = () => next() + next() + next() + next() - 2;
    let [byTopic, byItem] = [0, 0];
    for (let study = 0; study < 500; study += 1) {
      const shifts = Array.from({ length: 8 }, bell);
      const values = Array.from({ length: 80 }, (_, i) => (shifts[i % 8] ?? 0) + bell());
      const topics = values.map((_, i) => `topic ${i % 8}`);
      const [topic, item] = [bootstrapMean(values, topics, study, 't'), bootstrapMean(values, alone(80), study, 'i')];
      if (topic && topic.lower <= 0 && 0 <= topic.upper) byTopic += 1;
      if (item && item.lower <= 0 && 0 <= item.upper) byItem += 1;
    }
    expect(byTopic / 500).toBeGreaterThan(0.91);
    expect(byTopic / 500).toBeLessThan(0.985);
    expect(byItem / 500).toBeLessThan(0.75);
  });
});

describe('aurocInterval', () => {
  test.each(witness.auroc)('area $area: as Newcombe’s method 5 solved by SciPy', ({ area, highs, lows, interval }) => {
    const { lower, upper } = aurocInterval(area, highs.length, lows.length);
    expectNear(lower, interval[0], 1e-9);
    expectNear(upper, interval[1], 1e-9);
  });

  test.each([0, 1, 2.5])('scores %f apart: covers the true area about 95 times in 100', (apart) => {
    const next = generator(12, `auroc covers ${apart}`);
    const bell = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    const truth = normalCdf(apart / Math.SQRT2);
    let covered = 0;
    for (let study = 0; study < 1000; study += 1) {
      const highs = Array.from({ length: 51 }, () => bell() + apart);
      const lows = Array.from({ length: 59 }, bell);
      const { lower, upper } = aurocInterval(auroc(highs, lows) ?? NaN, 51, 59);
      if (lower <= truth && truth <= upper) covered += 1;
    }
    expect(covered / 1000).toBeGreaterThan(0.93);
    expect(covered / 1000).toBeLessThan(0.985);
  });
});

describe('generator', () => {
  test('is uniform: mean, variance and the ten tenths', () => {
    const next = generator(42);
    const values = Array.from({ length: 100_000 }, next);
    const tenths = new Array<number>(10).fill(0);
    for (const value of values) tenths[Math.floor(value * 10)] = (tenths[Math.floor(value * 10)] ?? 0) + 1;
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(0.004);
    expect(Math.abs(mean(values.map((value) => (value - 0.5) ** 2)) - 1 / 12)).toBeLessThan(0.001);
    // Chi-square with nine degrees of freedom: 27.9 is exceeded once in a thousand.
    expect(tenths.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
  });

  test('neighbouring seeds and other purposes share nothing', () => {
    const streams = [generator(1), generator(2), generator(1, 'x')].map((next) => Array.from({ length: 8 }, next));
    expect(new Set(streams.flat()).size).toBe(24);
  });
});
