import type { Estimate } from '../../domain/report.ts';
import { cohensDz, standardDeviation } from '../cohens-dz.ts';
import { cohensH } from '../cohens-h.ts';
import { compareAreas, type Sides } from '../delong.ts';
import { effectiveSize, type Observed } from '../effective-size.ts';
import { meanBounds } from '../estimate.ts';
import { mean } from '../mean.ts';
import { pairedOddsRatio, type OddsRatio } from '../odds-ratio.ts';
import { pairedPermutation } from '../paired-permutation.ts';
import { detectable } from '../power.ts';
import { pairedShareInterval } from '../tango.ts';
import type { ItemMeasure } from './item-measures.ts';
import type { MeasureAbout } from './measure-words.ts';

/** One measure of two runs over the items that both answered, second less first. */
export interface PairedDifference extends MeasureAbout {
  readonly suiteId: string;
  readonly unit: Estimate['unit'];
  /** How many items, or pairs of phrases. */
  readonly n: number;
  /** Each run's value over those items. */
  readonly first: number;
  readonly second: number;
  readonly difference: number;
  /** Bounds of the 95% interval; null where there is none. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Two-sided, before any adjustment; never 0. */
  readonly p: number;
  /** How interval and p were computed, with the sources in a word. */
  readonly method: string;
  readonly effect: { readonly name: 'Cohen’s h' | 'Cohen’s d_z'; readonly value: number } | null;
  /** Items that only the second hits for one that only the first hits. */
  readonly odds: OddsRatio | null;
  /** The least true difference that so many such items would show four times in five; null where that cannot be told. */
  readonly detectable: number | null;
}

/** Compares a measure of two runs over the items in `shared` that both scored. Null where fewer than two are. */
export function pairedDifference(
  first: ItemMeasure,
  second: ItemMeasure,
  shared: (key: string) => boolean,
  seed: number,
): PairedDifference | null {
  const keys = [...first.values.keys()].filter((key) => second.values.has(key) && shared(key));
  const about = {
    suiteId: first.suiteId,
    id: first.id,
    label: first.label,
    more: first.more,
    less: first.less,
    unit: 'share' as const,
  };
  if (keys.length < 2) return null;
  if (first.kind === 'area') return ofAreas(about, first, second, keys);
  const pick = (measure: ItemMeasure) => keys.map((key) => measure.values.get(key)?.value ?? NaN);
  const [a, b] = [pick(first), pick(second)];
  const differences = keys.map((key, i): Observed => ({
    value: (b[i] ?? NaN) - (a[i] ?? NaN),
    cluster: first.values.get(key)?.cluster ?? '',
  }));
  const values = differences.map(({ value }) => value);
  const { p, exact, rounds } = pairedPermutation(values, seed, `permute ${first.id}`);
  const test = exact
    ? 'exact paired permutation test, every way to swap the two runs’ answers counted (Fisher 1935)'
    : `paired permutation test by ${rounds} random swaps, so that p is at least 1/${rounds + 1} (Phipson and Smyth 2010)`;
  const size = effectiveSize(differences);
  const sd = standardDeviation(values);
  const told = { ...about, n: keys.length, first: mean(a), second: mean(b), difference: mean(values), p };
  if (first.kind === 'amount') {
    const { interval, how } = meanBounds(differences, seed, `difference ${first.id}`);
    const dz = cohensDz(values);
    return {
      ...told,
      lower: interval?.lower ?? null,
      upper: interval?.upper ?? null,
      method: `mean paired difference; ${how}; p by ${test}`,
      effect: dz === null ? null : { name: 'Cohen’s d_z', value: dz },
      odds: null,
      detectable: detectable(sd, size.n),
    };
  }
  const only = (sign: 1 | -1) => values.reduce((sum, value) => sum + Math.max(0, sign * value), 0);
  const scale = size.n / keys.length;
  const interval = pairedShareInterval({ onlyFirst: only(-1) * scale, onlySecond: only(1) * scale }, size.n);
  const topics =
    size.clusters === 0
      ? ''
      : `, n taken as ${size.n.toFixed(1)} for the design effect ${size.designEffect.toFixed(2)} of ${size.clusters} topics (Korn and Graubard 1998)`;
  // Ties are halves of an item; the exact interval of the odds wants whole ones.
  const whole = values.filter((value) => Math.abs(value) === 1);
  return {
    ...told,
    ...interval,
    method: `paired difference of shares; 95% score interval (Tango 1998)${topics}; p by ${test}`,
    effect: { name: 'Cohen’s h', value: cohensH(told.first, told.second) },
    odds: pairedOddsRatio({
      onlyFirst: whole.filter((value) => value < 0).length,
      onlySecond: whole.filter((value) => value > 0).length,
    }),
    detectable: detectable(sd, size.n),
  };
}

function ofAreas(
  about: MeasureAbout & { readonly suiteId: string; readonly unit: Estimate['unit'] },
  first: ItemMeasure,
  second: ItemMeasure,
  keys: readonly string[],
): PairedDifference | null {
  const high = first.kind === 'area' ? first.high : new Set<string>();
  const sides = ({ values }: ItemMeasure): Sides => {
    const of = (wanted: boolean) =>
      keys.filter((key) => high.has(key) === wanted).map((key) => values.get(key)?.value ?? NaN);
    return { highs: of(true), lows: of(false) };
  };
  const found = compareAreas(sides(first), sides(second));
  if (found === null) return null;
  return {
    ...about,
    n: keys.length,
    first: found.first,
    second: found.second,
    difference: found.second - found.first,
    lower: found.lower,
    upper: found.upper,
    p: found.p,
    method:
      'difference of two areas under the ROC curve on the same phrases; interval and p by DeLong, DeLong and Clarke-Pearson 1988, phrases taken as independent',
    effect: null,
    odds: null,
    // 1.96 + 0.84 standard errors: power .8 by the normal distribution, as the test itself.
    detectable: found.error > 0 ? 2.8015852 * found.error : null,
  };
}
