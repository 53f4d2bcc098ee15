import { pearson } from './pearson.ts';

/** What a correlation of two halves says of the whole (Spearman 1910; Brown 1910): the reliability of twice the length. */
export function spearmanBrown(correlation: number): number {
  return (2 * correlation) / (1 + correlation);
}

/**
 * The split-half reliability of a suite: the answerers' scores on every other item correlated with those on the rest, stepped
 * up to the whole by Spearman and Brown. `scores` is [answerers][items]; at least three answerers, as two always lie on
 * a line. Null for fewer, or where a half does not tell them apart.
 */
export function splitHalf(scores: readonly (readonly number[])[]): number | null {
  if (scores.length < 3) return null;
  const half = (row: readonly number[], which: number) =>
    row.reduce((sum, value, i) => (i % 2 === which ? sum + value : sum), 0);
  const correlation = pearson(
    scores.map((row) => half(row, 0)),
    scores.map((row) => half(row, 1)),
  );
  return correlation === null || correlation <= -1 ? null : spearmanBrown(correlation);
}
