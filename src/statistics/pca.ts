import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Principal components of centred, unscaled rows. */
export interface Pca {
  /** Mean of the rows, [dimensions]. */
  readonly mean: Float64Array;
  /** Unit vectors of falling variance, each [dimensions]; the largest entry of each is positive. */
  readonly components: readonly Float64Array[];
  /** Share of the whole variance that each component carries. */
  readonly varianceRatios: readonly number[];
}

/** A list of numbers as it comes from evidence. */
export type Vector = readonly number[] | Float64Array;

/**
 * Principal component analysis as scikit-learn's `PCA(svd_solver='full', whiten=False)`: centred, not scaled.
 * `rows` is [n][dimensions], n at least 2. The components come from the n × n matrix of inner products, which has
 * the same non-zero eigenvalues as the covariance and stays small for long vectors. Gives at most `count`
 * components, fewer where the rows span fewer; none where all rows are equal.
 */
export function pca(rows: readonly Vector[], count: number): Pca {
  const n = rows.length;
  const dimensions = rows[0]?.length ?? 0;
  const mean = new Float64Array(dimensions);
  for (const row of rows) for (let j = 0; j < dimensions; j += 1) mean[j] = (mean[j] ?? 0) + (row[j] ?? 0) / n;
  const centred = rows.map((row) => Float64Array.from(row).map((value, j) => value - (mean[j] ?? 0)));

  const inner = new Matrix(n, n);
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k <= i; k += 1) {
      const product = dot(centred[i] ?? mean, centred[k] ?? mean);
      inner.set(i, k, product);
      inner.set(k, i, product);
    }
  }
  const total = inner.diagonal().reduce((sum, value) => sum + value, 0);
  if (!(total > 0)) return { mean, components: [], varianceRatios: [] };

  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(inner, { assumeSymmetric: true });
  const falling = realEigenvalues.map((value, at) => ({ value, at })).sort((a, b) => b.value - a.value);
  // Below this an eigenvalue is rounding, and its vector is noise.
  const kept = falling.slice(0, count).filter(({ value }) => value > total * 1e-12);
  return {
    mean,
    components: kept.map(({ at }) => direction(centred, eigenvectorMatrix.getColumn(at), dimensions)),
    varianceRatios: kept.map(({ value }) => value / total),
  };
}

/** The weighted sum of the rows as a unit vector whose largest entry is positive. */
function direction(centred: readonly Float64Array[], weights: readonly number[], dimensions: number): Float64Array {
  const sum = new Float64Array(dimensions);
  centred.forEach((row, i) => {
    const weight = weights[i] ?? 0;
    for (let j = 0; j < dimensions; j += 1) sum[j] = (sum[j] ?? 0) + weight * (row[j] ?? 0);
  });
  const largest = sum.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
  const scale = Math.sqrt(dot(sum, sum)) * Math.sign(largest);
  return sum.map((value) => value / scale);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j += 1) sum += (a[j] ?? 0) * (b[j] ?? 0);
  return sum;
}

/** The coordinate of a vector along a component: its inner product with the vector less the mean. */
export function project(vector: Vector, mean: Float64Array, component: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < component.length; j += 1) sum += (component[j] ?? 0) * ((vector[j] ?? 0) - (mean[j] ?? 0));
  return sum;
}
