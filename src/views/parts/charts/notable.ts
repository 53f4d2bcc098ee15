import type { PhraseScore } from '../../../domain/report.ts';

/** Pairs of phrases that share a pair name, the widest apart first; `low` is the one nearer to don't. */
export function pairsOf(
  phrases: readonly PhraseScore[],
): { readonly pair: string; readonly low: PhraseScore; readonly high: PhraseScore; readonly gap: number }[] {
  const groups = new Map<string, PhraseScore[]>();
  for (const phrase of phrases) {
    if (phrase.pair !== '') groups.set(phrase.pair, [...(groups.get(phrase.pair) ?? []), phrase]);
  }
  return [...groups.entries()]
    .flatMap(([pair, members]) => {
      const sorted = members.toSorted((a, b) => a.score - b.score);
      const [low, high] = [sorted[0], sorted.at(-1)];
      return low && high && sorted.length > 1 ? [{ pair, low, high, gap: high.score - low.score }] : [];
    })
    .sort((a, b) => b.gap - a.gap);
}

/** The pair that everybody knows stands first where it was asked: kill time and kill people. */
function famous(phrase: PhraseScore): boolean {
  return /^kill (time|people)$/.test(phrase.text);
}

/** Phrases that deserve a label, the most telling first: the famous pair, the ends, then the widest pairs. */
export function notable(phrases: readonly PhraseScore[], ends: number): PhraseScore[] {
  const sorted = phrases.toSorted((a, b) => a.score - b.score);
  const extremes = [...sorted.slice(0, ends), ...sorted.slice(-ends).reverse()];
  const pairs = pairsOf(phrases);
  const first = pairs.filter(({ low, high }) => famous(low) && famous(high));
  const chosen = [
    ...first.flatMap(({ low, high }) => [low, high]),
    ...pairs.slice(0, 14).flatMap(({ low, high }) => [low, high]),
    ...extremes,
  ];
  return [...new Map(chosen.map((phrase) => [phrase.itemId, phrase])).values()];
}
