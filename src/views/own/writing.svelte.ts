import type { Draft, WrittenKind } from '../../domain/draft.ts';
import type { Refused } from '../../domain/parsed.ts';
import type { Item, Suite } from '../../domain/suite.ts';
import { protocols } from '../../protocols/index.ts';
import { parseSuite } from '../../suites/suite.ts';
import { emptyItem } from './empty-item.ts';
import { freeId, joined, now } from './joined.ts';
import { emptyDraft, noteDrafts, openDrafts } from '../parts/drafts.ts';

/** How long after the last change a draft is kept (ms): quick enough for a crash, not at every letter. */
const pause = 300;

/** A suite while it is written: every change is kept in the browser, and looked through for what is still wrong. */
export class Writing {
  draft = $state.raw<Draft>(emptyDraft('choice'));
  /** Why it cannot be asked yet; null where it can. */
  fault = $state.raw<Refused | null>(null);
  /** Whether the last change is kept. */
  kept = $state(true);
  failure = $state('');
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(draft: Draft | null) {
    if (draft) this.draft = draft;
    this.#look();
  }

  get suite(): Suite {
    return this.draft.suite;
  }

  /** What it holds, or will hold. */
  get kind(): WrittenKind {
    const { items, protocol } = this.suite;
    const kind = items[0]?.kind ?? protocols.find(({ id }) => id === protocol)?.puts;
    return kind === 'phrase' || kind === 'dialogue' ? kind : 'choice';
  }

  /** Begins anew with items of another kind; only while there are none. */
  become(kind: WrittenKind): void {
    if (this.suite.items.length > 0 || kind === this.kind) return;
    const { title, id } = this.suite;
    this.change({ ...emptyDraft(kind).suite, title, id });
  }

  change(patch: Partial<Suite>): void {
    this.draft = { ...this.draft, changed: now(), suite: { ...this.suite, ...patch } };
    this.kept = false;
    clearTimeout(this.#later);
    this.#later = setTimeout(() => void this.keep(), pause);
  }

  changeItem(place: number, item: Item): void {
    this.change({ items: this.suite.items.with(place, item) });
  }

  /** Puts an empty item at the end; gives its id. */
  add(): string {
    const id = freeId(this.suite.items);
    this.change({ items: [...this.suite.items, emptyItem(this.kind, id)] });
    return id;
  }

  /** Adds items that were read elsewhere; one whose id is taken gets another. */
  addAll(items: readonly Item[]): void {
    this.change({ items: joined(this.suite.items, items) });
  }

  remove(place: number): void {
    this.change({ items: this.suite.items.toSpliced(place, 1) });
  }

  /** Moves an item to another place. */
  move(place: number, to: number): void {
    const item = this.suite.items[place];
    if (!item || to < 0 || to >= this.suite.items.length) return;
    this.change({ items: this.suite.items.toSpliced(place, 1).toSpliced(to, 0, item) });
  }

  /** Keeps the last change now, and looks for what is wrong. */
  async keep(): Promise<void> {
    clearTimeout(this.#later);
    this.#look();
    if (this.kept) return;
    const { draft } = this;
    try {
      const { keepDraft } = await openDrafts();
      await keepDraft(draft);
      noteDrafts(true);
      this.failure = '';
      if (draft === this.draft) this.kept = true;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  /** Gives up what was not kept yet, before it is deleted. */
  drop(): void {
    clearTimeout(this.#later);
    this.kept = true;
  }

  #look(): void {
    const read = parseSuite(this.suite);
    this.fault = read.ok ? null : read;
  }
}
