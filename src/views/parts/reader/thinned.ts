import type { PhraseScore } from '../../../domain/report.ts';

/** A drawing of more phrases shows no more, and holds the page up. */
const mostDrawn = 400;
const widestPairs = 40;

/** Of very many phrases some to draw: the pairs that lie farthest apart, and else evenly spread along the line. */
export function thinned(phrases: readonly PhraseScore[]): readonly PhraseScore[] {
  if (phrases.length <= mostDrawn) return phrases;
  const pairs = new Map<string, PhraseScore[]>();
  for (const phrase of phrases) {
    if (phrase.pair === '' || phrase.role !== 'probe') continue;
    const own = pairs.get(phrase.pair);
    if (own) own.push(phrase);
    else pairs.set(phrase.pair, [phrase]);
  }
  const gap = (own: readonly PhraseScore[]) => {
    const scores = own.map(({ score }) => score);
    return Math.max(...scores) - Math.min(...scores);
  };
  const kept = new Set(
    [...pairs.values()]
      .sort((a, b) => gap(b) - gap(a))
      .slice(0, widestPairs)
      .flat(),
  );
  const sorted = phrases.toSorted((a, b) => a.score - b.score);
  const spread = mostDrawn - Math.min(kept.size, mostDrawn / 2);
  for (let step = 0; step < spread; step += 1) {
    const phrase = sorted[Math.round((step / (spread - 1)) * (sorted.length - 1))];
    if (phrase) kept.add(phrase);
  }
  return phrases.filter((phrase) => kept.has(phrase));
}
