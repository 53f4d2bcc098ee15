import { cronbachAlpha } from '../cronbach-alpha.ts';
import { fleissKappa } from '../fleiss-kappa.ts';
import { splitHalf } from '../split-half.ts';
import type { ItemMeasure } from './item-measures.ts';
import type { SideBySide } from './side-by-side.ts';
import { categoryOf } from './stances.ts';

/** How far the runs answer a suite alike, and how well it tells them apart. */
export interface Agreement {
  readonly suiteId: string;
  /** Items that every run answered. */
  readonly n: number;
  /** Share of them on which all runs picked the same. */
  readonly alike: number;
  /** Fleiss' kappa of the picks; null where it cannot be told. */
  readonly kappa: number | null;
  /** Cronbach's alpha over the runs; null for fewer than three. */
  readonly alpha: number | null;
  /** Split-half reliability stepped up by Spearman and Brown; null for fewer than three runs. */
  readonly halves: number | null;
}

/** Agreement on one suite; `headline` is the suite's first measure of each run. Null where no item was answered by all. */
export function agreementOf(
  suiteId: string,
  rows: readonly SideBySide[],
  headline: readonly ItemMeasure[],
): Agreement | null {
  const told = rows
    .map(({ stances }) => stances.map(categoryOf))
    .filter((row) => row.every((category) => category !== null));
  if (told.length === 0) return null;
  const categories = [...new Set(told.flat())];
  const counts = told.map((row) => categories.map((category) => row.filter((one) => one === category).length));
  const [first] = headline;
  const keys = [...(first?.values.keys() ?? [])].filter((key) => headline.every(({ values }) => values.has(key)));
  const scores = headline.map(({ values }) => keys.map((key) => values.get(key)?.value ?? NaN));
  const enough = scores.length >= 3 && first?.kind === 'hits';
  return {
    suiteId,
    n: told.length,
    alike: told.filter((row) => new Set(row).size === 1).length / told.length,
    kappa: fleissKappa(counts),
    alpha: enough ? cronbachAlpha(scores) : null,
    halves: enough ? splitHalf(scores) : null,
  };
}
