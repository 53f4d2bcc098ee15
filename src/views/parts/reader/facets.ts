import { pickNames, type Columns } from './columns.ts';
import type { Facets } from './desk.ts';
import type { Outcome } from './outcome.ts';
import { tagName } from './query.ts';

/** More values than this are names, not groups, and no list to choose from. */
const mostValues = 200;

/** What can be chosen among the items of each suite. */
export function facetsOf(columns: Columns, suiteIds: readonly string[]): readonly Facets[] {
  const counts = new Map(
    suiteIds.map((id) => [
      id,
      { outcomes: new Map<Outcome, number>(), tags: new Map<string, number>(), picks: new Map<string, number>() },
    ]),
  );
  columns.items.forEach((item, place) => {
    const own = counts.get(columns.suiteIds[place] ?? '');
    const outcome = columns.outcomes[place];
    if (!own || !outcome) return;
    add(own.outcomes, outcome);
    for (const kind in item.tags) for (const tag of item.tags[kind] ?? []) add(own.tags, tagName(kind, tag));
    for (const name of pickNames(item, columns.picks[place] ?? -1)) add(own.picks, name);
  });
  return suiteIds.map((suiteId) => {
    const own = counts.get(suiteId);
    return {
      suiteId,
      outcomes: Object.fromEntries(own?.outcomes ?? []),
      tags: ranked(own?.tags ?? new Map<string, number>()),
      picks: ranked(own?.picks ?? new Map<string, number>()),
    };
  });
}

function add<T>(counts: Map<T, number>, value: T): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

function ranked(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)).slice(0, mostValues);
}
