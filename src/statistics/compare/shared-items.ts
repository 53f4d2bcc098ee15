import { canonicalJson } from '../../domain/canonical.ts';
import type { RunBundle } from '../../domain/run.ts';
import type { Item, Suite } from '../../domain/suite.ts';

/** What two runs asked of one suite. */
export interface SharedSuite {
  readonly suiteId: string;
  readonly title: string;
  /** Planned in both, word for word the same. */
  readonly shared: ReadonlySet<string>;
  /** Planned in both under one id, but not the same item. */
  readonly changed: readonly string[];
  /** Planned in one of them only. */
  readonly onlyOne: number;
  /** Whether lead, question, closing and templates are the same. */
  readonly sameFrame: boolean;
}

/** The items that two runs share, suite by suite, for suites that both planned. An item is the same only if all of it is. */
export function sharedItems(first: RunBundle, second: RunBundle): readonly SharedSuite[] {
  return first.run.plan.parts.flatMap((planned) => {
    const other = second.run.plan.parts.find((part) => part.suite.id === planned.suite.id);
    const [one, two] = [first, second].map(({ suites }) => suites.find(({ id }) => id === planned.suite.id));
    if (other === undefined || one === undefined || two === undefined) return [];
    const wanted = new Set(other.itemIds);
    const both = planned.itemIds.filter((id) => wanted.has(id));
    const same = sameItems(one, two);
    const shared = new Set(both.filter(same));
    return [
      {
        suiteId: one.id,
        title: one.title,
        shared,
        changed: both.filter((id) => !shared.has(id)),
        onlyOne: planned.itemIds.length + other.itemIds.length - 2 * both.length,
        sameFrame: canonicalJson(one.frame) === canonicalJson(two.frame),
      },
    ];
  });
}

/** Compares whole items: a hash that a file claims proves nothing. */
function sameItems(one: Suite, two: Suite): (id: string) => boolean {
  if (one === two) return () => true;
  const [left, right] = [one, two].map(({ items }) => new Map(items.map((item) => [item.id, item])));
  const text = (item: Item | undefined) => (item === undefined ? '' : canonicalJson(item));
  return (id) => text(left?.get(id)) === text(right?.get(id));
}
