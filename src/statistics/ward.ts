/** Squared distance of two points. */
function squared(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, j) => sum + (value - (b[j] ?? 0)) ** 2, 0);
}

/**
 * Agglomerative clustering by Ward's criterion, down to `clusters` groups: again and again the two groups whose
 * union adds least to the sum of squares are joined (Ward 1963, JASA 58:236; distances updated as by Lance and
 * Williams 1967; scikit-learn's `AgglomerativeClustering(linkage='ward')`). `points` is [n][dimensions]. Returns the group
 * of each point, numbered from 0 by first appearance.
 */
export function ward(points: readonly (readonly number[])[], clusters: number): readonly number[] {
  const groupOf = points.map((_, i) => i);
  const sizes = points.map(() => 1);
  const distance = points.map((point) => points.map((other) => squared(point, other)));
  const alive = new Set(points.map((_, i) => i));
  const between = (i: number, j: number) => distance[i]?.[j] ?? Infinity;

  while (alive.size > Math.max(1, clusters)) {
    let best: readonly [number, number] = [-1, -1];
    let least = Infinity;
    for (const i of alive) {
      for (const j of alive) {
        if (j > i && between(i, j) < least) {
          least = between(i, j);
          best = [i, j];
        }
      }
    }
    const [keep, drop] = best;
    // Not a number anywhere: nothing is nearest.
    if (keep < 0) break;
    const [sizeKeep, sizeDrop] = [sizes[keep] ?? 1, sizes[drop] ?? 1];
    alive.delete(drop);
    for (const other of alive) {
      if (other === keep) continue;
      const size = sizes[other] ?? 1;
      const joined =
        ((sizeKeep + size) * between(keep, other) + (sizeDrop + size) * between(drop, other) - size * least) /
        (sizeKeep + sizeDrop + size);
      for (const [i, j] of [
        [keep, other],
        [other, keep],
      ] as const) {
        const row = distance[i];
        if (row) row[j] = joined;
      }
    }
    sizes[keep] = sizeKeep + sizeDrop;
    groupOf.forEach((group, i) => {
      if (group === drop) groupOf[i] = keep;
    });
  }
  const names = [...new Set(groupOf)];
  return groupOf.map((group) => names.indexOf(group));
}
