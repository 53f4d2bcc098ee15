import { noncentralT } from './noncentral-t.ts';
import { t975 } from './student-t.ts';

/**
 * The chance that a paired comparison of `n` items (at least 2; may be an effective size) finds a true mean difference at the
 * two-sided 5% level, where single differences have the standard deviation `deviation`: the power of the paired t test
 * (Cohen 1988; noncentral t). The far tail, a significant result in the wrong direction, is left out.
 */
export function power(difference: number, deviation: number, n: number): number {
  if (n < 2 || !(deviation > 0)) return NaN;
  const noncentrality = (Math.abs(difference) / deviation) * Math.sqrt(n);
  // Beyond this nothing is missed, and the series would be long.
  if (noncentrality > 30) return 1;
  return 1 - noncentralT(t975(n - 1), n - 1, noncentrality);
}

/**
 * The least true mean difference that such a comparison would find four times in five (power 0.8). Null where differences
 * do not vary or there are fewer than two items.
 */
export function detectable(deviation: number, n: number, wanted = 0.8): number | null {
  if (n < 2 || !(deviation > 0)) return null;
  let [low, high] = [0, (30 * deviation) / Math.sqrt(n)];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (power(middle, deviation, n) < wanted) low = middle;
    else high = middle;
  }
  return high;
}
