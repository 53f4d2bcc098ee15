import type { Item } from '../../domain/suite.ts';

/** What a run asks whatever is ticked: without anchors there is no direction. */
export const isAnchor = (item: Item) => item.kind === 'phrase' && item.role === 'anchor';

/** Ids to be looked up. */
export const setOf = (ids: readonly string[] = []): ReadonlySet<string> => new Set(ids);

/** The ids of what is ticked once some items were ticked or unticked, in the order of all; anchors are neither. */
export function ticked(
  all: readonly Item[],
  before: ReadonlySet<string>,
  some: readonly Item[],
  on: boolean,
): readonly string[] {
  const changed = new Set(some);
  return all.filter((item) => !isAnchor(item) && (changed.has(item) ? on : before.has(item.id))).map(({ id }) => id);
}
