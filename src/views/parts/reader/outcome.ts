import type { Trial } from '../../../domain/run.ts';

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
export function outcomeOf(trial: Trial): Outcome {
  if (trial.outcome === 'failed') return 'failed';
  if (trial.score.kind !== 'scored') return trial.score.kind;
  return trial.score.value === 1 ? 'key' : trial.score.value === 0 ? 'other' : 'tie';
}
