/**
 * Fleiss' kappa (Fleiss 1971, Psychological Bulletin 76:378): how far raters agree beyond what their habits would give
 * by chance; 1 full agreement, 0 chance. `counts` is [subjects][categories]: how many raters put the subject into the
 * category, the same number of raters (at least two) for each subject. Null where all always use one category, or of nothing.
 */
export function fleissKappa(counts: readonly (readonly number[])[]): number | null {
  const subjects = counts.length;
  const raters = counts[0]?.reduce((sum, count) => sum + count, 0) ?? 0;
  if (subjects === 0 || raters < 2) return null;
  const agreement =
    counts.reduce((sum, row) => sum + row.reduce((squares, count) => squares + count * (count - 1), 0), 0) /
    (subjects * raters * (raters - 1));
  const categories = counts[0]?.length ?? 0;
  let chance = 0;
  for (let category = 0; category < categories; category += 1) {
    const share = counts.reduce((sum, row) => sum + (row[category] ?? 0), 0) / (subjects * raters);
    chance += share * share;
  }
  return chance > 1 - 1e-12 ? null : (agreement - chance) / (1 - chance);
}
