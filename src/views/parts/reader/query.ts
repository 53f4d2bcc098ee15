import type { Outcome } from './outcome.ts';

/** In which order a list stands. `asked`: as the plan has it. `closest`: smallest margin first. `score`: of phrases on their line. */
export type Order = 'asked' | 'key-least' | 'key-most' | 'closest' | 'score' | 'text';

/** Each order as a person reads it. */
export const orders: Readonly<Record<Order, string>> = {
  asked: 'as planned',
  'key-least': 'key least likely first',
  'key-most': 'key likeliest first',
  closest: 'closest calls first',
  score: 'phrases, from don’t to do',
  text: 'A to Z',
};

/** Which items are wanted, and in which order; what is empty or null narrows nothing. */
export interface Query {
  /** All of these words must occur, in any case, in its id, texts, options or notes. */
  readonly words: string;
  readonly suiteId: string;
  /** A `tagName`. */
  readonly tag: string;
  readonly outcome: Outcome | '';
  /** A `pickName`. */
  readonly pick: string;
  /** Bounds of the margin, nats. */
  readonly least: number | null;
  readonly most: number | null;
  readonly marked: '' | 'noted' | 'corrected';
  readonly order: Order;
}

/** Everything, as planned. */
export const everything: Query = {
  words: '',
  suiteId: '',
  tag: '',
  outcome: '',
  pick: '',
  least: null,
  most: null,
  marked: '',
  order: 'asked',
};

/** A tag with its kind, as it stands in a filter: the same word may be a tag of two kinds. */
export const tagName = (kind: string, tag: string): string => `${kind}: ${tag}`;

/** Whether a query leaves anything out. */
export function narrows(query: Query): boolean {
  return Object.entries(query).some(([name, value]) => name !== 'order' && value !== '' && value !== null);
}
