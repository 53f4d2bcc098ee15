import type { Annotation, Correction, Verdict } from '../../domain/annotation.ts';
import type { Trial } from '../../domain/run.ts';
import { percent } from '../parts/figures.ts';

/** What a correction can make of a trial's score: nothing where nothing was read. */
export function possibleVerdicts(trial: Trial): readonly Verdict[] {
  if (trial.outcome === 'failed' || trial.score.kind === 'unscored') return [];
  if (trial.score.reading.kind === 'embedding') return [{ kind: 'left-out' }];
  return [
    { kind: 'scored', value: 1 },
    { kind: 'scored', value: 0.5 },
    { kind: 'scored', value: 0 },
    { kind: 'left-out' },
  ];
}

/** A verdict as a person reads it. */
export function verdictWords(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'as-read':
      return 'as measured again';
    case 'left-out':
      return 'left out: counts neither way';
    case 'scored':
      if (verdict.value === 1) return 'counts as the key picked (100%)';
      if (verdict.value === 0) return 'counts as another picked (0%)';
      return `counts as undecided (${percent(verdict.value)})`;
  }
}

/** The correction that stands among an item's own annotations; undefined where none does. */
export function standing(annotations: readonly Annotation[]): Correction | undefined {
  const last = annotations.findLast((one): one is Correction => one.kind === 'correction');
  return last?.verdict.kind === 'as-read' ? undefined : last;
}
