import type { Interval } from './interval.ts';
import { z975 } from './normal.ts';

/**
 * The 95% Wilson score interval of a share: `hits` of `n`, n at least 1 (Wilson 1927, JASA 22:209; without
 * continuity correction). `hits` may be fractional where ties count in part: the formula is then used with the share
 * as it is, which can only make the interval too wide, as a half varies less than a yes or no.
 */
export function wilson(hits: number, n: number): Interval {
  const share = hits / n;
  const spread = z975 * z975;
  const centre = (share + spread / (2 * n)) / (1 + spread / n);
  const half = (z975 / (1 + spread / n)) * Math.sqrt((share * (1 - share)) / n + spread / (4 * n * n));
  return { lower: hits <= 0 ? 0 : centre - half, upper: hits >= n ? 1 : centre + half };
}
