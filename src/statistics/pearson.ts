import { mean } from './mean.ts';

/** Pearson's correlation of two equally long lists; null for fewer than two pairs, or where one side does not vary. */
export function pearson(x: readonly number[], y: readonly number[]): number | null {
  if (x.length !== y.length)
    throw new RangeError(`correlating: lists of ${x.length} and ${y.length}, equal lengths wanted`);
  if (x.length < 2) return null;
  const [meanX, meanY] = [mean(x), mean(y)];
  let xx = 0;
  let yy = 0;
  let xy = 0;
  x.forEach((value, i) => {
    const dx = value - meanX;
    const dy = (y[i] ?? NaN) - meanY;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  });
  return xx === 0 || yy === 0 ? null : Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}
