import type { Item, Suite } from '../../domain/suite.ts';
import { offered } from '../parts/offered.svelte.ts';
import { isAnchor, setOf, ticked } from './ticking.ts';

/** The items of a suite that a person ticked: the next run asks only these, or all while none is ticked. */
export class Ticks {
  readonly row: string;
  readonly suite: Suite;
  /** How many can be ticked: all but the anchors. */
  readonly most: number;

  constructor(row: string, suite: Suite) {
    this.row = row;
    this.suite = suite;
    this.most = suite.items.filter((item) => !isAnchor(item)).length;
  }

  readonly #ids: ReadonlySet<string> = $derived.by(() => setOf(offered.subsets[this.row]));

  /** The ticked items, in the suite's order. */
  readonly items: readonly Item[] = $derived.by(() => this.suite.items.filter(({ id }) => this.#ids.has(id)));

  has(item: Item): boolean {
    return this.#ids.has(item.id);
  }

  /** Ticks items, or unticks them; anchors are left as they are. */
  put(items: readonly Item[], on: boolean): void {
    offered.askOnly(this.row, ticked(this.suite.items, this.#ids, items, on));
  }

  clear(): void {
    offered.askAll(this.row);
  }
}
