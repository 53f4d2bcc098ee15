import type { SideBySide } from '../../statistics/compare/side-by-side.ts';
import type { Stance } from '../../statistics/compare/stances.ts';
import { percent, signed } from '../parts/figures.ts';

/** What one run made of an item, as a person reads it. */
export interface StanceWords {
  /** The option's text, or a word for where the phrase fell. */
  readonly said: string;
  /** How sure; empty where it is not known. */
  readonly sure: string;
  /** Whether it picked the key; null where there is none, or no pick. */
  readonly isKey: boolean | null;
}

/** Puts a stance in words. */
export function stanceWords(stance: Stance, { options, key }: SideBySide): StanceWords {
  if (stance.kind === 'none') return { said: stance.why, sure: '', isKey: null };
  if (stance.kind === 'place') {
    return { said: stance.score > 0 ? 'towards do' : 'towards don’t', sure: signed(stance.score), isKey: null };
  }
  if (stance.option === null) return { said: 'exactly undecided', sure: '', isKey: null };
  const probability = stance.probabilities[stance.option];
  return {
    said: options[stance.option] ?? '',
    sure: probability === undefined ? '' : percent(probability),
    isKey: key === null ? null : stance.option === key,
  };
}

/** Whether this run picked the key, and no other did. */
export function aloneRight({ stances, key }: SideBySide, run: number): boolean {
  return (
    key !== null && stances.every((stance, i) => (stance.kind === 'pick' && stance.option === key) === (i === run))
  );
}
