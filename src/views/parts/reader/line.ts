import type { PhraseScore } from '../../../domain/report.ts';
import type { OnLine } from './desk.ts';

/** How many neighbours are shown on each side. */
const around = 3;

/** A phrase among those of its suite; null where it has no place. */
export function onLine(phrases: readonly PhraseScore[], itemId: string): OnLine | null {
  const sorted = phrases.toSorted((a, b) => b.score - a.score);
  const at = sorted.findIndex((phrase) => phrase.itemId === itemId);
  const own = sorted[at];
  if (!own) return null;
  return {
    own,
    near: sorted.slice(Math.max(0, at - around), at + around + 1),
    pair: own.pair === '' ? [] : sorted.filter(({ pair, itemId: id }) => pair === own.pair && id !== itemId),
  };
}
