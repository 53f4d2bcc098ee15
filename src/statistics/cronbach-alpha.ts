/** The variance of a sample, n − 1 in the divisor. */
function variance(values: readonly number[]): number {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
}

/**
 * Cronbach's alpha (Cronbach 1951, Psychometrika 16:297): how far the items of a suite rank answerers alike; 1 where all
 * do. `scores` is [answerers][items], at least two of each. Null for fewer, or where all answerers have the same total.
 */
export function cronbachAlpha(scores: readonly (readonly number[])[]): number | null {
  const items = scores[0]?.length ?? 0;
  if (scores.length < 2 || items < 2) return null;
  const total = variance(scores.map((row) => row.reduce((sum, value) => sum + value, 0)));
  if (!(total > 1e-12)) return null;
  let single = 0;
  for (let item = 0; item < items; item += 1) single += variance(scores.map((row) => row[item] ?? NaN));
  return (items / (items - 1)) * (1 - single / total);
}
