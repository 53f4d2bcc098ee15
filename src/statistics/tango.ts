import type { Interval } from './interval.ts';
import type { Discordant } from './mcnemar.ts';
import { z975 } from './normal.ts';

/**
 * The 95% score interval of the difference of two shares on the same `n` items, second less first: the differences whose score
 * test is not rejected (Tango 1998, Statistics in Medicine 17:891). Unlike Wald's it does not collapse where hardly any
 * pair differs. Counts may be fractional: ties count in part, and an effective n shrinks all three alike.
 */
export function pairedShareInterval({ onlyFirst, onlySecond }: Discordant, n: number): Interval {
  const found = (onlySecond - onlyFirst) / n;
  const score = (difference: number) => {
    // The most likely share of items that only the first hits, given the difference: the greater root of Tango's quadratic.
    const a = 2 * n;
    const b = -onlyFirst - onlySecond + (2 * n - onlySecond + onlyFirst) * difference;
    const c = -onlyFirst * difference * (1 - difference);
    const share = (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
    const variance = n * (2 * share + difference * (1 - difference));
    const gap = onlySecond - onlyFirst - n * difference;
    return variance <= 1e-300 ? (gap === 0 ? 0 : Math.sign(gap) * Infinity) : gap / Math.sqrt(variance);
  };
  // From the difference found outwards the score falls steadily: one crossing on each side.
  const crossing = (edge: number) => {
    let [inside, outside] = [found, edge];
    for (let step = 0; step < 60; step += 1) {
      const middle = (inside + outside) / 2;
      if (Math.abs(score(middle)) <= z975) inside = middle;
      else outside = middle;
    }
    return inside;
  };
  return { lower: found <= -1 ? -1 : crossing(-1), upper: found >= 1 ? 1 : crossing(1) };
}
