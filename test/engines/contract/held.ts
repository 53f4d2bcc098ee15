import type { Engine, Loaded } from '../../../src/domain/engine.ts';
import type { Prompt, QuestionOf, Verb } from '../../../src/domain/verbs.ts';

/** An engine with its model loaded, as the parts of the contract are given it: both are there once the tests run. */
export interface Held {
  readonly engine: () => Engine;
  readonly loaded: () => Loaded;
  readonly can: (verb: Verb) => boolean;
  /** Every token as a text of one token, where that can be said: their probabilities must sum to 1. */
  readonly tokens: readonly string[] | undefined;
}

/** A chat of one turn. */
export const chat = (content: string): Prompt => ({ kind: 'chat', messages: [{ role: 'user', content }] });
/** A text to go on with. */
export const plain = (text: string): Prompt => ({ kind: 'text', text });
/** Texts of several lengths. */
export const places = ['the cat', 'a bridge over the river', 'an old friend who wrote a long letter about the weather'];
/** Two questions on each of them. */
export const questions: QuestionOf<'weigh'>[] = places.flatMap((place) => [
  { prompt: chat(`Tell me of ${place}.\n\nA. yes\nB. no`), continuations: ['A', 'B'] },
  { prompt: plain(`Once, ${place}`), continuations: [' was', ' had gone', 's'] },
]);
