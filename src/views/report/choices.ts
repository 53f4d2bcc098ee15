import type { Facets } from '../parts/reader/desk.ts';

/** What can be chosen within the chosen suite, or in all: names with how many there are. */
export function choicesOf(facets: readonly Facets[], suiteId: string, kind: 'tags' | 'picks'): [string, number][] {
  const counts = new Map<string, number>();
  for (const one of facets) {
    if (suiteId !== '' && one.suiteId !== suiteId) continue;
    for (const [name, many] of one[kind]) counts.set(name, (counts.get(name) ?? 0) + many);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
