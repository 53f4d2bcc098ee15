import { z975 } from './normal.ts';
import { t975 } from './student-t.ts';

/** Fewer clusters than this say too little about how clusters differ. */
export const leastClusters = 5;

/** A value and the cluster (a topic, a story) that it shares its luck with; empty where it stands alone. */
export interface Observed {
  readonly value: number;
  readonly cluster: string;
}

/** How many independent values the clustered ones are worth. */
export interface EffectiveSize {
  /** At most the number of values. */
  readonly n: number;
  /** Of the values; 0 where the values count as independent. */
  readonly clusters: number;
  /** Variance of the mean over that of as many independent values (Kish 1965); 1 where they count as independent. */
  readonly designEffect: number;
}

/**
 * The effective sample size of clustered values for an interval that takes its n from it: n divided by the design
 * effect, and by (t / z)² because that effect is itself estimated from few clusters (Korn and Graubard 1998, Survey
 * Methodology 24:193); never more than n, so clustering can only widen an interval. Values count as independent where
 * they fall into fewer than five clusters, or all into clusters of their own, or do not vary.
 */
export function effectiveSize(observed: readonly Observed[]): EffectiveSize {
  const n = observed.length;
  const independent = { n, clusters: 0, designEffect: 1 };
  const mean = observed.reduce((sum, { value }) => sum + value, 0) / n;
  const residuals = new Map<string, number>();
  let squares = 0;
  observed.forEach(({ value, cluster }, i) => {
    const name = cluster === '' ? `alone ${i}` : `in ${cluster}`;
    residuals.set(name, (residuals.get(name) ?? 0) + value - mean);
    squares += (value - mean) ** 2;
  });
  const clusters = residuals.size;
  if (clusters < leastClusters || clusters === n || squares < 1e-12 * n) return independent;
  const between = [...residuals.values()].reduce((sum, residual) => sum + residual ** 2, 0);
  const designEffect = ((clusters / (clusters - 1)) * between) / squares;
  const worth = (n / designEffect) * (z975 / t975(clusters - 1)) ** 2;
  return { n: Math.min(n, worth), clusters, designEffect };
}
