import type { Interval } from './interval.ts';
import { z975 } from './normal.ts';
import { ranks } from './spearman.ts';

/**
 * The probability that a random one of `highs` lies above a random one of `lows`, ties half: the area under the ROC
 * curve, by the rank sum (Mann and Whitney 1947; Hanley and McNeil 1982). Null where one list is empty.
 */
export function auroc(highs: readonly number[], lows: readonly number[]): number | null {
  const [m, n] = [highs.length, lows.length];
  if (m === 0 || n === 0) return null;
  const sum = ranks([...highs, ...lows])
    .slice(0, m)
    .reduce((total, rank) => total + rank, 0);
  return (sum - (m * (m + 1)) / 2) / (m * n);
}

/**
 * Its 95% interval for `m` highs and `n` lows: the areas whose own standard error reaches to the one found (Newcombe
 * 2006, Statistics in Medicine 25:559, method 5, with the Hanley and McNeil variance). Unlike Wald's or the bootstrap's it does
 * not collapse at 0 and 1. Takes all scores as independent: pairs that share a verb make it somewhat too wide.
 */
export function aurocInterval(area: number, m: number, n: number): Interval {
  const typical = (m + n) / 2 - 1;
  const error = (a: number) => Math.sqrt((a * (1 - a) * (1 + typical * ((1 - a) / (2 - a) + a / (1 + a)))) / (m * n));
  // From the area outwards the distance grows faster than the error allows: one crossing on each side.
  const crossing = (edge: number) => {
    let [inside, outside] = [area, edge];
    for (let step = 0; step < 60; step += 1) {
      const middle = (inside + outside) / 2;
      if (Math.abs(middle - area) <= z975 * error(middle)) inside = middle;
      else outside = middle;
    }
    return inside;
  };
  return { lower: area === 0 ? 0 : crossing(0), upper: area === 1 ? 1 : crossing(1) };
}
