import { describe, expect, test } from 'vitest';
import { auroc } from '../../src/statistics/auroc.ts';
import { discordant, mcnemarP } from '../../src/statistics/mcnemar.ts';
import { pearson } from '../../src/statistics/pearson.ts';
import { ranks, spearman } from '../../src/statistics/spearman.ts';
import { witness } from './witness.ts';

describe('mcnemarP', () => {
  test.each(witness.mcnemar)('$onlyFirst against $onlySecond: as SciPy’s exact binomial test', (pair) => {
    expect(Math.abs(mcnemarP(pair) / pair.p - 1)).toBeLessThan(1e-9);
  });
  test('does not ask who is first', () => {
    expect(mcnemarP({ onlyFirst: 2, onlySecond: 9 })).toBe(mcnemarP({ onlyFirst: 9, onlySecond: 2 }));
  });
});

describe('discordant', () => {
  test('counts the items on which two answerers differ, and none that one of them lacks', () => {
    const first = [true, true, false, false, null, true];
    const second = [true, false, true, true, true, null];
    expect(discordant(first, second)).toEqual({ onlyFirst: 1, onlySecond: 2 });
  });
});

describe('pearson and spearman', () => {
  test.each(witness.correlation)('as SciPy, ties included', ({ x, y, pearson: r, spearman: rho }) => {
    expect(pearson(x, y)).toBeCloseTo(r, 12);
    expect(spearman(x, y)).toBeCloseTo(rho, 12);
  });
  test('are none where one side does not vary, or of a single pair', () => {
    expect(pearson([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(spearman([1], [2])).toBeNull();
  });
  test('refuse lists of unequal length', () => expect(() => pearson([1, 2], [1])).toThrow(RangeError));
  test('ranks: ties share the mean of their ranks', () => expect(ranks([3, 1, 3, 2])).toEqual([3.5, 1, 3.5, 2]));
});

describe('auroc', () => {
  test.each(witness.auroc)('area $area: as scikit-learn, ties half', ({ highs, lows, area }) => {
    expect(auroc(highs, lows)).toBeCloseTo(area, 12);
  });
  test('is none where one list is empty', () => expect(auroc([], [1])).toBeNull());
});
