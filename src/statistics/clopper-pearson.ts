import { betaQuantile } from './incomplete-beta.ts';
import type { Interval } from './interval.ts';

/**
 * The "exact" 95% interval of a share: `hits` of `n`, n at least 1 (Clopper and Pearson 1934, Biometrika 26:404). It
 * covers at least 95 times in 100 whatever the truth, and mostly more: 98 to 99 times for ten items. Wilson's, which is right
 * on average, stands in the reports; this is for where a guarantee is wanted.
 */
export function clopperPearson(hits: number, n: number): Interval {
  return {
    lower: hits <= 0 ? 0 : betaQuantile(hits, n - hits + 1, 0.025),
    upper: hits >= n ? 1 : betaQuantile(hits + 1, n - hits, 0.975),
  };
}
