import type { Asked, Told } from './scorer.ts';
import type { Wanted } from './trie.ts';

/** What is asked of one run about one of its rows, each place once; `take` hands the answers to all who want them. */
export interface Questions {
  readonly asked: readonly Omit<Asked, 'row'>[];
  take(told: readonly Told[]): void;
}

/** Gathers what is wanted of a row whose first token stands at `from`. */
export function questionsOf(wanted: readonly Wanted[], from: number): Questions {
  const places = new Map<number, Map<number, Wanted[]>>();
  for (const one of wanted) {
    const tokens = places.get(one.position) ?? new Map<number, Wanted[]>();
    const same = tokens.get(one.token);
    if (same) same.push(one);
    else tokens.set(one.token, [one]);
    places.set(one.position, tokens);
  }
  const list = [...places];
  return {
    asked: list.map(([position, tokens]) => ({ position: position - from, tokens: [...tokens.keys()] })),
    take: (told) =>
      list.forEach(([, tokens], place) => {
        const { logprobs, best } = told[place] as Told;
        [...tokens.values()].forEach((all, i) => all.forEach((one) => one.tell(logprobs[i] as number, best)));
      }),
  };
}
