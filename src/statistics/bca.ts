import { clustered, resampledMeans, type Bootstrapped } from './bootstrap.ts';
import { normalCdf, normalQuantile, z975 } from './normal.ts';
import { quantile } from './quantile.ts';

/** As DiCiccio and Efron 1996 advise for bounds. */
const rounds = 4000;

/**
 * The 95% bootstrap interval of a mean, corrected for bias and for skewness (BCa: Efron 1987, JASA 82:171; the acceleration
 * by the jackknife over clusters, Efron and Tibshirani 1993, equation 14.15). `cluster[i]` names the cluster of `values[i]`;
 * whole clusters are drawn. For a skewed measure, such as a squared error, of at least about thirty clusters or single values;
 * for few, the widened percentiles of `bootstrapMean` cover better. Null for fewer than two clusters, or where clusters do not differ.
 */
export function bcaMean(
  values: readonly number[],
  cluster: readonly string[],
  seed: number,
  purpose: string,
): Bootstrapped | null {
  const gathered = clustered(values, cluster);
  const { sums, sizes } = gathered;
  const units = sums.length;
  if (units < 2) return null;
  const total = sums.reduce((sum, value) => sum + value, 0);
  const count = values.length;
  const found = total / count;
  const means = resampledMeans(gathered, rounds, seed, purpose);

  const without = Array.from(sums, (sum, i) => (total - sum) / (count - (sizes[i] ?? 0)));
  const centre = without.reduce((sum, value) => sum + value, 0) / units;
  const squares = without.reduce((sum, value) => sum + (centre - value) ** 2, 0);
  if (!(squares > 1e-300)) return null;
  const acceleration = without.reduce((sum, value) => sum + (centre - value) ** 3, 0) / (6 * squares ** 1.5);
  // Draws that hit the mean itself count half, as few clusters give it often.
  const below = means.filter((value) => value < found - 1e-12).length;
  const equal = means.filter((value) => Math.abs(value - found) <= 1e-12).length;
  const bias = normalQuantile((below + equal / 2) / rounds);
  const place = (z: number) => normalCdf(bias + (bias + z) / (1 - acceleration * (bias + z)));
  return { lower: quantile(means, place(-z975)), upper: quantile(means, place(z975)), drawn: units, rounds };
}
