import type { Item, Suite } from '../../domain/suite.ts';
import { nearDuplicates, type NearDuplicate } from '../../statistics/near-duplicates.ts';
import { comparedText, hasTag, isLongestKey, repeated, searched, usefulFacets, type Facet } from './searching.ts';

/** Something that an item may be looked for by, beside its words and tags. */
export type Trait = '' | 'keyless' | 'repeats' | 'longest-key' | 'paraphrased';

/** A suite as one looks through it: what is searched for, and what was found. */
export class LookedAt {
  readonly suite: Suite;
  /** The kinds of tags that sort something out. */
  readonly facets: readonly Facet[];
  readonly #texts: readonly string[];
  words = $state('');
  /** Chosen values by kind of tag; an empty text is any. */
  tags = $state<Record<string, string>>({});
  trait = $state<Trait>('');
  /** Null until all items have been compared. */
  repeats = $state.raw<readonly NearDuplicate[] | null>(null);

  constructor(suite: Suite) {
    this.suite = suite;
    this.facets = usefulFacets(suite.items);
    this.#texts = suite.items.map(searched);
  }

  readonly #repeated: ReadonlySet<Item> = $derived.by(() => repeated(this.suite.items, this.repeats ?? []));

  /** The items that are as wanted, in the suite's order. */
  readonly found: readonly Item[] = $derived.by(() => {
    const words = this.words.toLowerCase().split(/\s+/).filter(Boolean);
    const tags = Object.entries(this.tags).filter(([, value]) => value !== '');
    return this.suite.items.filter(
      (item, place) =>
        words.every((word) => this.#texts[place]?.includes(word)) &&
        tags.every(([kind, value]) => hasTag(item, kind, value)) &&
        this.#has(item, this.trait),
    );
  });

  readonly narrows: boolean = $derived(
    this.words.trim() !== '' || this.trait !== '' || Object.values(this.tags).some((value) => value !== ''),
  );

  #has(item: Item, trait: Trait): boolean {
    if (trait === 'repeats') return this.#repeated.has(item);
    if (trait === 'longest-key') return isLongestKey(item);
    if (trait === 'keyless') return item.kind === 'choice' && item.key === null;
    return trait === '' || (item.kind === 'choice' && item.paraphrases.length > 0);
  }

  clear(): void {
    [this.words, this.trait, this.tags] = ['', '', {}];
  }

  /** Compares all items with each other, a little at a time so that the page stays quick. */
  async compare(signal: AbortSignal): Promise<void> {
    const texts = this.suite.items.map(comparedText);
    const steps = nearDuplicates(texts);
    for (;;) {
      const { done, value } = steps.next();
      if (signal.aborted) return;
      if (done) return void (this.repeats = value);
      await new Promise((resume) => setTimeout(resume));
    }
  }
}
