/**
 * Levels for marks on a line so that none covers another: `levels[i]` is 0 next to the line, and grows away from it.
 * Marks at `x` (pixels) are `size` wide; each takes the lowest free level, from left to right.
 */
export function swarm(xs: readonly number[], size: number): number[] {
  const order = xs.map((_, i) => i).sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0));
  const lastAt: number[] = [];
  const levels: number[] = xs.map(() => 0);
  for (const i of order) {
    const x = xs[i] ?? 0;
    let level = lastAt.findIndex((last) => x - last >= size);
    if (level < 0) level = lastAt.length;
    lastAt[level] = x;
    levels[i] = level;
  }
  return levels;
}
