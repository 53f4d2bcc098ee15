import type { PhraseItem } from '../domain/suite.ts';

/** A phrase with its score on a direction. */
export interface Placed {
  readonly item: PhraseItem;
  readonly score: number;
}

const rank = { dont: 0, between: 1, do: 2 } as const;

/** A pair of like phrases in other company, and how far it came out in the expected order. */
export interface PairOrder {
  readonly pair: string;
  /** Share of its comparisons that came out so, ties half. */
  readonly value: number;
}

/** The pairs whose phrases were expected to differ. */
export function pairOrders(probes: readonly Placed[]): readonly PairOrder[] {
  const pairs = new Map<string, Placed[]>();
  for (const probe of probes) {
    if (probe.item.pair !== '') pairs.set(probe.item.pair, [...(pairs.get(probe.item.pair) ?? []), probe]);
  }
  return [...pairs].flatMap(([pair, members]) => {
    const orders = members.flatMap((better) =>
      members
        .filter((worse) => rank[better.item.side] > rank[worse.item.side])
        .map((worse) => (better.score > worse.score ? 1 : better.score === worse.score ? 0.5 : 0)),
    );
    return orders.length === 0
      ? []
      : [{ pair, value: orders.reduce<number>((sum, value) => sum + value, 0) / orders.length }];
  });
}
