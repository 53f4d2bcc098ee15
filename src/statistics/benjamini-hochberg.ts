/**
 * Benjamini and Hochberg's adjusted p values, or q values (1995, JRSS B 57:289), in the order given: of those below
 * 0.05 at most 5% are expected to be false, for tests that are independent or depend on each other positively.
 */
export function benjaminiHochberg(ps: readonly number[]): readonly number[] {
  const falling = ps.map((_, i) => i).sort((i, j) => (ps[j] ?? 0) - (ps[i] ?? 0));
  const adjusted = new Array<number>(ps.length).fill(1);
  let least = 1;
  falling.forEach((i, place) => {
    least = Math.min(least, ((ps[i] ?? 1) * ps.length) / (ps.length - place));
    adjusted[i] = least;
  });
  return adjusted;
}
