import { auroc } from './auroc.ts';
import type { Interval } from './interval.ts';
import { normalCdf, z975 } from './normal.ts';
import { ranks } from './spearman.ts';

/** Scores of things that should lie high and of things that should lie low. */
export interface Sides {
  readonly highs: readonly number[];
  readonly lows: readonly number[];
}

/** Two areas under the ROC curve on the same things, compared. */
export interface AreaDifference extends Interval {
  readonly first: number;
  readonly second: number;
  /** Two-sided, by the normal distribution; 1 where the areas are equal. */
  readonly p: number;
  /** Of the difference. */
  readonly error: number;
}

/** Of each thing, the share of the other side on its right side, ties half: its part in the area. */
function parts({ highs, lows }: Sides): Sides {
  const [m, n] = [highs.length, lows.length];
  const all = ranks([...highs, ...lows]);
  const [own, other] = [ranks(highs), ranks(lows)];
  return {
    highs: highs.map((_, i) => ((all[i] ?? 0) - (own[i] ?? 0)) / n),
    lows: lows.map((_, i) => 1 - ((all[m + i] ?? 0) - (other[i] ?? 0)) / m),
  };
}

function variance(values: readonly number[]): number {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

/**
 * The difference of two correlated areas under the ROC curve, second less first (DeLong, DeLong and Clarke-Pearson
 * 1988, Biometrics 44:837; by ranks, Sun and Xu 2014). `first.highs[i]` and `second.highs[i]` are scores of the same thing.
 * Things count as independent. Null for fewer than two on a side.
 */
export function compareAreas(first: Sides, second: Sides): AreaDifference | null {
  const [one, two] = [auroc(first.highs, first.lows), auroc(second.highs, second.lows)];
  if (one === null || two === null || first.highs.length < 2 || first.lows.length < 2) return null;
  const [a, b] = [parts(first), parts(second)];
  const gap = (side: keyof Sides) => a[side].map((value, i) => (b[side][i] ?? NaN) - value);
  const error = Math.sqrt(variance(gap('highs')) / first.highs.length + variance(gap('lows')) / first.lows.length);
  const difference = two - one;
  const p = Math.abs(difference) < 1e-12 ? 1 : error > 0 ? 2 * normalCdf(-Math.abs(difference) / error) : 0;
  return {
    first: one,
    second: two,
    lower: Math.max(-1, difference - z975 * error),
    upper: Math.min(1, difference + z975 * error),
    p: Math.max(p, Number.MIN_VALUE),
    error,
  };
}
