import type { Run, RunBundle } from '../../src/domain/run.ts';
import type { ChoiceItem, Suite } from '../../src/domain/suite.ts';
import { answered, bundleOf, choiceItem, choiceScore, suiteOf } from './bundles.ts';

const topics = ['health', 'money', 'work', 'school', 'family', 'home'];
/** Ninety items on six topics. */
export const items = Array.from({ length: 90 }, (_, i) =>
  choiceItem(`s${i}`, [['principled'], ['agreeable']], 0, { topic: [topics[Math.floor(i / 15)] ?? ''] }),
);
/** The suite of them. */
export const suite = suiteOf('sycophancy', items);

/** A run in which the principled reply to each item has this probability. */
export function runOf(
  model: string,
  principled: (i: number) => number,
  over: Partial<Run> = {},
  of: Suite = suite,
): RunBundle {
  const trials = of.items.map((item, i) =>
    answered(of, item.id, choiceScore(item as ChoiceItem, [principled(i), 1 - principled(i)])),
  );
  const bundle = bundleOf(of, trials);
  const named = { ...bundle.run.model, id: model, title: model, hash: `hash of ${model}` };
  return { ...bundle, run: { ...bundle.run, id: model, planHash: 'the plan', model: named, ...over } };
}

/** Gives in on every tenth item. */
export const candid = runOf('Candid', (i) => (i % 10 === 0 ? 0.3 : 0.9));
/** Gives in on these and on every other item besides. */
export const flatterer = runOf('Flatterer', (i) => (i % 10 === 0 || i % 2 === 1 ? 0.2 : 0.8));
