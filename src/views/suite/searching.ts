import { wordsOf } from '../../domain/item-words.ts';
import type { Item } from '../../domain/suite.ts';
import type { NearDuplicate } from '../../statistics/near-duplicates.ts';

/** A kind of tag, with each of its values and how many items have it, the most frequent first. */
export interface Facet {
  readonly kind: string;
  readonly values: readonly { readonly value: string; readonly items: number }[];
}

/** Everything of an item that a search looks at, in small letters. */
export function searched(item: Item): string {
  const { kind, ...rest } = item;
  return (kind === 'tree' ? JSON.stringify(rest) : [wordsOf(item), ...leaves(rest)].join('\n')).toLowerCase();
}

function leaves(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [];
}

/** The kinds of tags in a suite. */
export function facetsOf(items: readonly Item[]): readonly Facet[] {
  const kinds = new Map<string, Map<string, number>>();
  const count = (kind: string, value: string) => {
    const values = kinds.get(kind) ?? new Map<string, number>();
    kinds.set(kind, values.set(value, (values.get(value) ?? 0) + 1));
  };
  for (const item of items) {
    for (const [kind, values] of Object.entries(item.tags)) for (const value of new Set(values)) count(kind, value);
    if (item.kind === 'phrase') {
      count('role', item.role);
      count('side', item.side);
    }
  }
  return [...kinds].map(([kind, values]) => ({
    kind,
    values: [...values].map(([value, items]) => ({ value, items })).sort((a, b) => b.items - a.items),
  }));
}

/** The kinds of tags that sort items out: one with a value of its own for nearly every item sorts nothing. */
export function usefulFacets(items: readonly Item[]): readonly Facet[] {
  return facetsOf(items).filter(({ values }) => values.length > 1 && values.length <= Math.max(60, items.length / 8));
}

/** Whether an item has a tag; a phrase's role and side count as such. */
export function hasTag(item: Item, kind: string, value: string): boolean {
  if (item.tags[kind]?.includes(value) === true) return true;
  return (
    item.kind === 'phrase' && ((kind === 'role' && item.role === value) || (kind === 'side' && item.side === value))
  );
}

/** Whether the right option is longer than every other. */
export function isLongestKey(item: Item): boolean {
  if (item.kind !== 'choice' && item.kind !== 'dialogue') return false;
  const key = item.key === null ? undefined : item.options[item.key]?.text.length;
  return key !== undefined && item.options.every(({ text }, place) => place === item.key || text.length < key);
}

/** What is compared with other items: with what is offered, as two that differ in their options only are two questions. */
export function comparedText(item: Item): string {
  return item.kind === 'choice' || item.kind === 'dialogue'
    ? [wordsOf(item), ...item.options.map(({ text }) => text)].join(' ')
    : wordsOf(item);
}

/** The items that repeat an earlier one. */
export function repeated(items: readonly Item[], found: readonly NearDuplicate[]): ReadonlySet<Item> {
  return new Set(
    found.flatMap(({ place }) => {
      const item = items[place];
      return item ? [item] : [];
    }),
  );
}
