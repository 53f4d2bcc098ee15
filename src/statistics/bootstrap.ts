import { generator } from './generator.ts';
import type { Interval } from './interval.ts';
import { normalCdf } from './normal.ts';
import { quantile } from './quantile.ts';
import { t975 } from './student-t.ts';

/** How often everything is drawn anew: 2,000 times, less often where there is very much to draw and a report must be quick. */
function roundsFor(units: number): number {
  return Math.max(200, Math.min(2000, Math.floor(400_000 / units)));
}

/** How an interval was drawn, to be told with it. */
export interface Bootstrapped extends Interval {
  /** How many things were drawn: clusters, or single values. */
  readonly drawn: number;
  /** How often. */
  readonly rounds: number;
}

/** Values by cluster: all that the mean of whole clusters drawn anew hangs on. */
export interface Clustered {
  /** Sum of the values of each cluster, [units]. */
  readonly sums: Float64Array;
  /** How many values it holds, [units]. */
  readonly sizes: Float64Array;
}

/** Gathers values by cluster: `cluster[i]` names that of `values[i]`. Give each value its own name to draw single values. */
export function clustered(values: readonly number[], cluster: readonly string[]): Clustered {
  const index = new Map<string, number>();
  for (const name of cluster) if (!index.has(name)) index.set(name, index.size);
  const sums = new Float64Array(index.size);
  const sizes = new Float64Array(index.size);
  values.forEach((value, i) => {
    const at = index.get(cluster[i] ?? '') ?? 0;
    sums[at] = (sums[at] ?? 0) + value;
    sizes[at] = (sizes[at] ?? 0) + 1;
  });
  return { sums, sizes };
}

/** The means of whole clusters drawn with replacement, [rounds], sorted (Efron 1979). */
export function resampledMeans(
  { sums, sizes }: Clustered,
  rounds: number,
  seed: number,
  purpose: string,
): Float64Array {
  const units = sums.length;
  const next = generator(seed, purpose);
  const means = new Float64Array(rounds);
  for (let round = 0; round < rounds; round += 1) {
    let sum = 0;
    let size = 0;
    for (let draw = 0; draw < units; draw += 1) {
      const at = Math.floor(next() * units);
      sum += sums[at] ?? 0;
      size += sizes[at] ?? 0;
    }
    means[round] = sum / size;
  }
  return means.sort();
}

/**
 * The places of the lower and upper bound among the sorted resamples. The plain percentiles are too narrow for few
 * draws; these are widened so that for a mean they agree with Student's t (Hesterberg 2015, The American
 * Statistician 69:371, "expanded percentile interval").
 */
function tailOf(drawn: number): number {
  return normalCdf(-Math.sqrt(drawn / (drawn - 1)) * t975(drawn - 1));
}

/**
 * The 95% percentile bootstrap interval (Efron 1979) of a mean whose values fall into clusters (`cluster[i]` names that of
 * `values[i]`): whole clusters are drawn. Give each value its own name to draw single values. Null for fewer than two
 * clusters.
 */
export function bootstrapMean(
  values: readonly number[],
  cluster: readonly string[],
  seed: number,
  purpose: string,
): Bootstrapped | null {
  const gathered = clustered(values, cluster);
  const units = gathered.sums.length;
  if (units < 2) return null;
  const rounds = roundsFor(units);
  const means = resampledMeans(gathered, rounds, seed, purpose);
  const tail = tailOf(units);
  return { lower: quantile(means, tail), upper: quantile(means, 1 - tail), drawn: units, rounds };
}
