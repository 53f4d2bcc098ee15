import type { Frame, Item } from './suite.ts';
import type { AnswerOf, QuestionOf, Verb } from './verbs.ts';

/** What a choice came out as, over all option orders. */
export interface ChoiceReading {
  readonly kind: 'choice';
  /** Probability of each option (as in the item), renormalised over the options and averaged over the orders; sums to 1. */
  readonly probabilities: readonly number[];
  /** The likeliest option; null on an exact tie. */
  readonly pick: number | null;
  /** Per order: `order[place]` is the option shown at that place; `logprobs[place]` its letter's log-probability (nats). */
  readonly orders: readonly { readonly order: readonly number[]; readonly logprobs: readonly number[] }[];
  /** Mean log-odds (nats) of the key against the best other option; null without a key. */
  readonly margin: number | null;
  /** Mean probability given to the first place, over the orders: 1 / options where place does not matter. */
  readonly firstPlace: number;
  /** Probability of all letters together before renormalising, mean over orders: low means that the model would rather say something else. */
  readonly letterMass: number;
}

/** How likely each option is as a continuation. */
export interface ContinuationReading {
  readonly kind: 'continuation';
  /** Log-probability (nats) of each option, whole. */
  readonly sums: readonly number[];
  readonly perToken: readonly number[];
  readonly perCharacter: readonly number[];
  readonly perByte: readonly number[];
  /** The likeliest option under each; null on an exact tie. */
  readonly picks: Readonly<Record<'sum' | 'perToken' | 'perCharacter' | 'perByte', number | null>>;
}

/** The mean embedding of a phrase over the question templates. */
export interface EmbeddingReading {
  readonly kind: 'embedding';
  readonly vector: readonly number[];
}

export type Reading = ChoiceReading | ContinuationReading | EmbeddingReading;

/**
 * What an item is worth. No number ever stands for "could not tell".
 * `scored`: value in [0, 1], 1 when the key was picked, a tie shared. `open`: read, and there is no right answer, or
 * it means something only together with the rest of the suite. `unscored`: could not be read, and why.
 */
export type Score =
  | { readonly kind: 'scored'; readonly value: number; readonly reading: Reading }
  | { readonly kind: 'open'; readonly reading: Reading }
  | { readonly kind: 'unscored'; readonly reason: string };

/** One round of questions that a protocol wants answered together. */
export type Round = {
  readonly [V in Verb]: { readonly verb: V; readonly questions: readonly QuestionOf<V>[] };
}[Verb];

/** A round with its answers: `answers[i]` to `questions[i]`. */
export type Exchange = {
  readonly [V in Verb]: {
    readonly verb: V;
    readonly questions: readonly QuestionOf<V>[];
    readonly answers: readonly AnswerOf<V>[];
  };
}[Verb];

/** A protocol asks in rounds and ends in a score. Pure: the same answers always give the same rounds and the same score. */
export type Asking = Generator<Round, Score, readonly AnswerOf<Verb>[]>;

/** One way of putting an item and of reading the replies. */
export interface Protocol {
  readonly id: string;
  /** Raised whenever a prompt or a reading changes. */
  readonly version: number;
  readonly title: string;
  /** One sentence of method. */
  readonly summary: string;
  /** Which kind of item it can put. */
  readonly puts: Item['kind'];
  /** The verbs it needs. */
  readonly needs: readonly Verb[];
  /** Puts an item within its suite's frame. */
  ask(item: Item, frame: Frame): Asking;
}

/** Asks one round inside a protocol: `const [a] = yield* ask('weigh', [q])`, typed by the verb. */
export function* ask<V extends Verb>(
  verb: V,
  questions: readonly QuestionOf<V>[],
): Generator<Round, readonly AnswerOf<V>[], readonly AnswerOf<Verb>[]> {
  // The run loop answers a round of one verb with that verb's answers.
  return (yield { verb, questions } as unknown as Round) as readonly AnswerOf<V>[];
}
