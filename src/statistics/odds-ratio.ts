import { clopperPearson } from './clopper-pearson.ts';
import type { Discordant } from './mcnemar.ts';

/** A ratio of odds with its 95% interval; Infinity where a bound has none. */
export interface OddsRatio {
  readonly ratio: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * The conditional odds ratio of two answerers on the same items: how many items only the second hit for one that only the
 * first hit, with the exact interval of the share of such items (Clopper and Pearson through p / (1 − p); Breslow and Day
 * 1980, section 5.2). Null where they never differ.
 */
export function pairedOddsRatio({ onlyFirst, onlySecond }: Discordant): OddsRatio | null {
  const n = onlyFirst + onlySecond;
  if (n === 0) return null;
  const odds = (share: number) => share / (1 - share);
  const { lower, upper } = clopperPearson(onlySecond, n);
  return { ratio: odds(onlySecond / n), lower: odds(lower), upper: odds(upper) };
}
