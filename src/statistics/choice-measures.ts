import { tagsOf, type AnsweredChoice } from './answered.ts';
import type { Observed } from './effective-size.ts';
import { mean } from './mean.ts';

/** Which options of an item are meant, as indices. */
export type Chosen = (answer: AnsweredChoice) => readonly number[];

/** How far the pick fell on the options meant: 1, 0, or a tie's part. */
export function pickedAmong(answer: AnsweredChoice, options: readonly number[]): number {
  return options.reduce((sum, option) => sum + (answer.picked[option] ?? 0), 0);
}

/** The share that a pick at random would give the options meant, mean over the items; null of nothing. */
export function chanceOf(answers: readonly AnsweredChoice[], chosen: Chosen): number | null {
  return answers.length === 0 ? null : mean(answers.map((one) => chosen(one).length / one.item.options.length));
}

/** The probability of the options meant, item by item; items that were not read as letter probabilities are left out. */
export function probabilities(answers: readonly AnsweredChoice[], chosen: Chosen): readonly Observed[] {
  return answers.flatMap((answer) =>
    answer.reading.kind === 'choice' ? [observed(answer, sumAt(answer.reading.probabilities, chosen(answer)))] : [],
  );
}

/** Log-odds (nats) of the right option against the best other, item by item. */
export function margins(answers: readonly AnsweredChoice[]): readonly Observed[] {
  return answers.flatMap((answer) =>
    answer.reading.kind === 'choice' && answer.reading.margin !== null ? [observed(answer, answer.reading.margin)] : [],
  );
}

/** Position bias, item by item: what the first place gets beyond 1 / options; 0 where place does not matter. */
export function firstPlaceExcess(answers: readonly AnsweredChoice[]): readonly Observed[] {
  return answers.flatMap((answer) =>
    answer.reading.kind === 'choice'
      ? [observed(answer, answer.reading.firstPlace - 1 / answer.item.options.length)]
      : [],
  );
}

/** The probability of all letters together, item by item. */
export function letterMasses(answers: readonly AnsweredChoice[]): readonly Observed[] {
  return answers.flatMap((answer) =>
    answer.reading.kind === 'choice' ? [observed(answer, answer.reading.letterMass)] : [],
  );
}

/** A value of an item with the topic that it shares with others. */
export function observed(answer: AnsweredChoice, value: number): Observed {
  return { value, cluster: tagsOf(answer.item, 'topic')[0] ?? '' };
}

function sumAt(values: readonly number[], at: readonly number[]): number {
  return at.reduce((sum, index) => sum + (values[index] ?? 0), 0);
}
