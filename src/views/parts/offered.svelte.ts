import { builtInSuites } from '../../suites/built-in.ts';
import type { Suite } from '../../domain/suite.ts';

/** Chosen until the visitor chooses: one English suite of each construct. */
export const usual: readonly string[] = ['moral-direction', 'sycophancy', 'social-intelligence'];

/** The row of an own suite is named by this and its id, so that it never is mistaken for a built-in one. */
export const ownRow = (suiteId: string) => `own:${suiteId}`;

/** Under this name the tab remembers which items were ticked. */
const name = 'touchstone-ticked';

function remembered(): Readonly<Record<string, readonly string[]>> {
  try {
    const told = Object.entries(JSON.parse(sessionStorage.getItem(name) ?? '{}') as object);
    return Object.fromEntries(
      told.filter(
        (entry): entry is [string, string[]] =>
          Array.isArray(entry[1]) && entry[1].length > 0 && entry[1].every((id) => typeof id === 'string'),
      ),
    );
  } catch {
    return {};
  }
}

/** The suites that the next run may ask, as long as the page is open: the start screen and a suite's own screen look at the same. */
class Offered {
  /** Brought or written by the person. */
  own = $state.raw<readonly Suite[]>([]);
  /** Rows that will be asked. */
  chosen = $state.raw<readonly string[]>(usual);
  #subsets = $state.raw<Readonly<Record<string, readonly string[]>>>(remembered());

  /** The only items to ask, by row, anchors aside; a row that is not here asks all. The tab keeps them over a reload. */
  get subsets(): Readonly<Record<string, readonly string[]>> {
    return this.#subsets;
  }

  /** Takes a suite into the next run, or leaves it out. */
  toggle(row: string, on: boolean): void {
    const others = this.chosen.filter((one) => one !== row);
    this.chosen = on ? [...others, row] : others;
  }

  /** Offers a suite, chosen, in place of an earlier one of its id. */
  add(suite: Suite): void {
    const row = ownRow(suite.id);
    const before = this.own.find(({ id }) => id === suite.id);
    this.own = [...this.own.filter((one) => one !== before), suite];
    if (before !== suite) this.#askAgain(row, suite, before);
    this.toggle(row, true);
  }

  /** Offers a suite to be chosen, as it is now; one that is offered just so stays as it is. */
  offer(suite: Suite): void {
    const before = this.own.find(({ id }) => id === suite.id);
    if (before && JSON.stringify(before) === JSON.stringify(suite)) return;
    this.own = [...this.own.filter((one) => one !== before), suite];
    this.#askAgain(ownRow(suite.id), suite, before);
  }

  /** Offers a suite no longer. */
  drop(suiteId: string): void {
    this.own = this.own.filter(({ id }) => id !== suiteId);
    this.askAll(ownRow(suiteId));
    this.toggle(ownRow(suiteId), false);
  }

  /** Asks only these items of a suite whenever it is asked; of none, all. */
  askOnly(row: string, itemIds: readonly string[]): void {
    const others = Object.entries(this.#subsets).filter(([one]) => one !== row);
    this.#subsets = Object.fromEntries(itemIds.length === 0 ? others : [...others, [row, itemIds]]);
    try {
      sessionStorage.setItem(name, JSON.stringify(this.#subsets));
    } catch {
      // A private window may have no room for it: then they last until the page is left.
    }
  }

  /** Asks all items of a suite again. */
  askAll(row: string): void {
    this.askOnly(row, []);
  }

  /** Asks this suite and no other. */
  askAlone(row: string): void {
    this.chosen = [row];
  }

  /** Ticks are of one version: another one is asked whole, and one that comes back after a reload as it was ticked. */
  #askAgain(row: string, suite: Suite, before: Suite | undefined): void {
    if (before) this.askAll(row);
    else this.#keepThose(row, suite);
  }

  /** Of the items to ask only, those that a suite has. */
  #keepThose(row: string, { items }: Suite): void {
    const wanted = this.#subsets[row];
    if (!wanted) return;
    const there = new Set(items.map(({ id }) => id));
    this.askOnly(
      row,
      wanted.filter((id) => there.has(id)),
    );
  }

  /** The suite of a row; null where there is none. Throws where a built-in one cannot be had. */
  async suiteOf(row: string): Promise<Suite | null> {
    const own = this.own.find(({ id }) => ownRow(id) === row);
    if (own) return own;
    const suite = (await builtInSuites.find(({ id }) => id === row)?.load()) ?? null;
    if (suite) this.#keepThose(row, suite);
    return suite;
  }
}

export const offered = new Offered();
