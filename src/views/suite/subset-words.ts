import type { Item, Suite } from '../../domain/suite.ts';
import { wilson } from '../../statistics/wilson.ts';
import { count } from '../parts/figures.ts';
import { hasTag, type Facet } from './searching.ts';

/** How many of some items have each value of a kind of tag, and how many of all; values that none of them has are left out. */
export function tagCounts(
  { kind, values }: Facet,
  some: readonly Item[],
): readonly { readonly value: string; readonly items: number; readonly of: number }[] {
  return values
    .map(({ value, items: of }) => ({ value, items: some.filter((item) => hasTag(item, kind, value)).length, of }))
    .filter(({ items }) => items > 0)
    .sort((a, b) => b.items - a.items);
}

/** How far the 95% interval of a share of a half reaches to either side at `n` items, n at least 1: whole percentage points. */
export function pointsEitherSide(n: number): number {
  const { lower, upper } = wilson(n / 2, n);
  return Math.round((100 * (upper - lower)) / 2);
}

/** What ticking `n` of a suite's items makes of them, `most` of which can be ticked, in a line. */
export function tickedLine(n: number, most: number): string {
  if (n === 0) return 'What you tick is counted here, by tag';
  if (n === most) return 'Everything is ticked: that is the suite';
  return `Chosen by hand, ${n === 1 ? 'this one item is' : `these ${n.toLocaleString('en')} are`} not the suite`;
}

/** What numbers from `n` ticked items are worth, in whole sentences. */
export function subsetMeaning({ items }: Suite, n: number): string {
  const anchors = items.filter((item) => item.kind === 'phrase' && item.role === 'anchor').length;
  const precision =
    items[0]?.kind === 'phrase'
      ? `${count(anchors, 'anchor')} ${anchors === 1 ? 'is' : 'are'} asked in any case: they make the direction.`
      : `At best, a share near a half is told to ${pointsEitherSide(n)} points to either side.`;
  return `The result speaks for what was asked, and the report says so. ${precision}`;
}
