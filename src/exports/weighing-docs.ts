import type { Exchange } from '../domain/protocol.ts';
import type { Trial } from '../domain/run.ts';
import type { Item, Suite } from '../domain/suite.ts';
import type { AnswerOf, Prompt, QuestionOf } from '../domain/verbs.ts';

/** One question of an item as the peers ask it: a text, and continuations of which one may be right. */
export interface WeighingDoc {
  /** Of the item; an item whose options are shown in two orders gives two. */
  readonly id: string;
  /** Which of the item's questions, from 0. */
  readonly ask: number;
  /** What the model is told: the one user turn, or the whole text. */
  readonly prompt: string;
  readonly choices: readonly string[];
  /** Place of the right one in `choices`; -100, lm-evaluation-harness's own mark, where none is right. */
  readonly label: number;
  readonly tags: readonly string[];
}

/** Stands for "no choice is right". */
export const noLabel = -100;

/** What a prompt says where one user turn or one text says it all; null for a longer conversation, which the peers' tasks cannot put. */
export function promptText(prompt: Prompt): string | null {
  if (prompt.kind === 'text') return prompt.text;
  const [only, ...others] = prompt.messages;
  return only?.role === 'user' && others.length === 0 ? only.content : null;
}

/** The questions of an item's only round as docs; null where it is put in another way than by weighing continuations. */
export function docsOf(item: Item, questions: readonly QuestionOf<'weigh'>[]): readonly WeighingDoc[] | null {
  if (item.kind !== 'choice') return null;
  const docs = questions.map(({ prompt, continuations, steering }, ask): WeighingDoc | null => {
    const text = promptText(prompt);
    if (text === null || steering !== undefined) return null;
    const tags = Object.entries(item.tags).flatMap(([kind, names]) => names.map((name) => `${kind}: ${name}`));
    const label = labelOf(item.key, item.options, text, continuations);
    return { id: item.id, ask, prompt: text, choices: [...continuations], label, tags };
  });
  return docs.every((doc) => doc !== null) ? docs : null;
}

/** Where the key stands among the continuations: under its letter as the prompt lists it, or as itself. */
function labelOf(
  key: number | null,
  options: readonly { readonly text: string }[],
  prompt: string,
  continuations: readonly string[],
): number {
  const right = key === null ? undefined : options[key]?.text;
  if (right === undefined) return noLabel;
  const itself = continuations.findIndex((one) => one.trim() === right.trim());
  if (itself !== -1) return itself;
  return continuations.findIndex((letter) => `\n${prompt}\n`.includes(`\n${letter}. ${right}\n`));
}

/** A trial's only round, if it was one of weighing. */
export function weighingOf(trial: Trial): Extract<Exchange, { verb: 'weigh' }> | null {
  const [only, ...others] = trial.exchanges;
  return trial.outcome === 'answered' && only?.verb === 'weigh' && others.length === 0 ? only : null;
}

/** The questions that a suite's items are put by, all in their only round. Given, since protocols are another room. */
export type FirstQuestions = (item: Item, suite: Suite) => readonly QuestionOf<'weigh'>[] | null;

export type WeighAnswer = AnswerOf<'weigh'>;
