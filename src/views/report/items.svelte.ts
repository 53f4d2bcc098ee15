import type { Asked } from '../parts/reading.ts';
import { wordsOf } from '../parts/reading.ts';

export type Outcome = 'key' | 'tie' | 'other' | 'open' | 'unscored' | 'failed';

/** Each outcome as a person reads it. */
export const outcomes: Readonly<Record<Outcome, string>> = {
  key: 'picked the key',
  tie: 'undecided',
  other: 'picked another',
  open: 'read',
  unscored: 'could not be read',
  failed: 'failed',
};

/** What came of an item, in one word. */
export function outcomeOf({ trial }: Asked): Outcome {
  if (trial.outcome === 'failed') return 'failed';
  if (trial.score.kind !== 'scored') return trial.score.kind;
  return trial.score.value === 1 ? 'key' : trial.score.value === 0 ? 'other' : 'tie';
}

/** A tag with its kind, as it stands in the filter: the same word may be a tag of two kinds. */
export const tagName = (kind: string, tag: string) => `${kind}: ${tag}`;

function tagsOf({ item }: Asked): string[] {
  return Object.entries(item.tags).flatMap(([kind, tags]) => tags.map((tag) => tagName(kind, tag)));
}

let kept: { readonly runId: string; readonly filter: ItemFilter } | null = null;

/** The filter of a run's list: as it was left, where this run was looked at last. */
export function filterOf(runId: string): ItemFilter {
  if (kept?.runId !== runId) kept = { runId, filter: new ItemFilter() };
  return kept.filter;
}

/** What part of the items list is seen. */
export class ItemFilter {
  query = $state('');
  suiteId = $state('');
  tag = $state('');
  outcome = $state<Outcome | ''>('');
  /** Raised when another part of the page asks to see items. */
  asked = $state(0);

  /** Shows the items of a suite with a tag (empty: all), from a mark in a chart. */
  show(suiteId: string, tag: string): void {
    this.query = '';
    this.outcome = '';
    this.suiteId = suiteId;
    this.tag = tag;
    this.asked += 1;
  }

  of(all: readonly Asked[]): Asked[] {
    const words = this.query.trim().toLowerCase();
    return all.filter(
      (one) =>
        (this.suiteId === '' || one.suite.id === this.suiteId) &&
        (this.tag === '' || tagsOf(one).includes(this.tag)) &&
        (this.outcome === '' || outcomeOf(one) === this.outcome) &&
        (words === '' || `${one.item.id} ${wordsOf(one.item)}`.toLowerCase().includes(words)),
    );
  }

  /** Tags to choose from within the chosen suite. */
  tags(all: readonly Asked[]): string[] {
    const own = all.filter((one) => this.suiteId === '' || one.suite.id === this.suiteId);
    return own
      .flatMap(tagsOf)
      .sort()
      .filter((tag, place, sorted) => tag !== sorted[place - 1]);
  }
}
