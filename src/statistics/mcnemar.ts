import { logGamma } from './gamma.ts';

/** Two answerers on the same items: on how many only the first, and only the second, was a hit. */
export interface Discordant {
  readonly onlyFirst: number;
  readonly onlySecond: number;
}

/** Counts the pairs that differ; `first[i]` and `second[i]` belong to the same item, null where it was not scored. */
export function discordant(first: readonly (boolean | null)[], second: readonly (boolean | null)[]): Discordant {
  let onlyFirst = 0;
  let onlySecond = 0;
  first.forEach((hit, i) => {
    const other = second[i] ?? null;
    if (hit === null || other === null || hit === other) return;
    if (hit) onlyFirst += 1;
    else onlySecond += 1;
  });
  return { onlyFirst, onlySecond };
}

/**
 * The exact two-sided p of McNemar's test: a sign test on the pairs that differ (McNemar 1947; Fay 2010, R package
 * exact2x2). 1 where none differ.
 */
export function mcnemarP({ onlyFirst, onlySecond }: Discordant): number {
  const n = onlyFirst + onlySecond;
  const least = Math.min(onlyFirst, onlySecond);
  let tail = 0;
  for (let k = 0; k <= least; k += 1) {
    tail += Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) - n * Math.LN2);
  }
  return Math.min(1, 2 * tail);
}
