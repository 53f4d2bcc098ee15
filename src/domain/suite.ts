/** What is measured. */
export type Construct = 'moral-direction' | 'sycophancy' | 'social-intelligence' | 'calibration';

/** Labels of an item or an option, by kind: `{ topic: ['health'], bias: ['hedged'] }`. */
export type Tags = Readonly<Record<string, readonly string[]>>;

/** One possible answer. Its place in the list is its identity, not the place where it is shown. */
export interface Option {
  readonly text: string;
  /** What choosing it shows, e.g. `principled`, `agreeable`, `friendly`, `literal`. */
  readonly tags: readonly string[];
}

/** A question with options, shown in some order. */
export interface ChoiceItem {
  readonly kind: 'choice';
  readonly id: string;
  /** The situation or the message that it is about. */
  readonly context: string;
  /** Empty where the suite's frame asks. */
  readonly question: string;
  readonly options: readonly Option[];
  /** Index into `options` of the right one; null where none is right. */
  readonly key: number | null;
  readonly tags: Tags;
  /** Why the key is the key. */
  readonly rationale: string;
  /** Other wordings of the question with the same key. */
  readonly paraphrases: readonly string[];
}

/** A phrase to embed in the suite's question templates. */
export interface PhraseItem {
  readonly kind: 'phrase';
  readonly id: string;
  /** As one would say it after "Is it ok to …". */
  readonly text: string;
  /** `anchor` phrases fit the direction; `probe` phrases are measured on it. */
  readonly role: 'anchor' | 'probe';
  /** For anchors: which side they belong to. For probes: what the writer expected, or `between`. */
  readonly side: 'do' | 'dont' | 'between';
  readonly tags: Tags;
  /** Probes that differ in one telling word share a pair name; empty where there is none. */
  readonly pair: string;
}

/** One thing to ask about, and what counts as an answer. */
export type Item = ChoiceItem | PhraseItem;

/** How the suite puts its items. */
export interface Frame {
  /** Stands before the context, e.g. `Someone writes:`; may be empty. */
  readonly lead: string;
  /** Used where an item asks nothing itself. */
  readonly question: string;
  /** Stands last, e.g. `Answer with one letter.`; may be empty. */
  readonly closing: string;
  /** For phrases: sentences with `{}` where the phrase goes. */
  readonly templates: readonly string[];
}

/** A published, versioned list of items. */
export interface Suite {
  readonly format: 'touchstone/suite';
  readonly formatVersion: 1;
  readonly id: string;
  /** Whole numbers; a published item is never edited, only retired. */
  readonly version: number;
  readonly title: string;
  /** One sentence for a person choosing. */
  readonly summary: string;
  readonly construct: Construct;
  /** BCP 47. */
  readonly language: string;
  readonly licence: string;
  readonly source: string;
  /** What a reader must know before believing a number from it. */
  readonly cautions: readonly string[];
  /** The protocol that it is meant for. */
  readonly protocol: string;
  readonly frame: Frame;
  readonly items: readonly Item[];
}
