/**
 * Holm's adjusted p values (Holm 1979, Scandinavian Journal of Statistics 6:65), in the order given: those below 0.05
 * may all be believed with a chance of at most 5% that any of them is false, however the tests depend on each other.
 */
export function holm(ps: readonly number[]): readonly number[] {
  const order = ps.map((_, i) => i).sort((i, j) => (ps[i] ?? 0) - (ps[j] ?? 0));
  const adjusted = new Array<number>(ps.length).fill(1);
  let most = 0;
  order.forEach((i, rank) => {
    most = Math.max(most, Math.min(1, (ps[i] ?? 1) * (ps.length - rank)));
    adjusted[i] = most;
  });
  return adjusted;
}
