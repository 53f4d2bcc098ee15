import { benjaminiHochberg } from '../benjamini-hochberg.ts';
import { holm } from '../holm.ts';
import type { PairedDifference } from './paired-difference.ts';

/** A paired difference with its place in the family that it is judged in. */
export interface JudgedDifference extends PairedDifference {
  /** Whether it is the first measure of its suite. Headlines are one family of tests, all other measures another. */
  readonly headline: boolean;
  /** Holm's adjusted p over the family. */
  readonly holm: number;
  /** Benjamini and Hochberg's q over the family. */
  readonly q: number;
  /**
   * `more`, `less`: Holm's p is under .05 and the interval leaves 0 out. `tied`: neither. `unsettled`: one without the
   * other, as where the difference hangs on a few topics, or would not outlive the other tests.
   */
  readonly verdict: 'more' | 'less' | 'unsettled' | 'tied';
}

const level = 0.05;

/** Judges the headlines of all comparisons together, and all other measures together. `[i]` are the differences of one pair of runs. */
export function judged(pairs: readonly (readonly PairedDifference[])[]): readonly (readonly JudgedDifference[])[] {
  const headline = (own: readonly PairedDifference[], at: number) => own[at - 1]?.suiteId !== own[at]?.suiteId;
  const family = (wanted: boolean) => {
    const ps = pairs.flatMap((own) => own.filter((_, at) => headline(own, at) === wanted).map(({ p }) => p));
    const [strict, rates] = [holm(ps), benjaminiHochberg(ps)];
    return ps.map((_, i) => ({ headline: wanted, holm: strict[i] ?? 1, q: rates[i] ?? 1 }));
  };
  const [heads, others] = [family(true), family(false)];
  return pairs.map((own) =>
    own.map((one, at) => {
      const place = (headline(own, at) ? heads : others).shift() ?? { headline: false, holm: 1, q: 1 };
      return { ...one, ...place, verdict: verdictOf(one, place.holm) };
    }),
  );
}

function verdictOf({ lower, upper, difference }: PairedDifference, adjusted: number): JudgedDifference['verdict'] {
  // Below this a bound is rounding.
  const clear = lower !== null && upper !== null && (lower > 1e-9 || upper < -1e-9);
  if (clear && adjusted < level) return difference > 0 ? 'more' : 'less';
  return clear || adjusted < level ? 'unsettled' : 'tied';
}
