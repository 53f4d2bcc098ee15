import type { ChoiceReading } from '../domain/protocol.ts';
import { pickOf } from './pick.ts';

/** log of the sum of the exponentials, without overflow. */
export function logSumExp(values: readonly number[]): number {
  const top = Math.max(...values);
  return Number.isFinite(top) ? top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0)) : top;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Reads the letters' log-probabilities (nats) of every order into one choice. Probabilities are renormalised over the
 * letters within each order and then averaged, so that a preference for a place cancels out.
 */
export function readChoice(
  orders: readonly { readonly order: readonly number[]; readonly logprobs: readonly number[] }[],
  key: number | null,
): ChoiceReading {
  const count = orders[0]?.order.length ?? 0;
  const masses = orders.map(({ logprobs }) => logSumExp(logprobs));
  const byOption = orders.map(({ order, logprobs }) =>
    Array.from({ length: count }, (_, option) => logprobs[order.indexOf(option)] ?? -Infinity),
  );
  const probabilities = Array.from({ length: count }, (_, option) =>
    mean(byOption.map((logprobs, k) => Math.exp((logprobs[option] ?? -Infinity) - (masses[k] ?? 0)))),
  );
  const margins =
    key === null
      ? null
      : byOption.map(
          (logprobs) => (logprobs[key] ?? -Infinity) - Math.max(...logprobs.filter((_, option) => option !== key)),
        );
  return {
    kind: 'choice',
    probabilities,
    pick: pickOf(probabilities),
    orders,
    margin: margins && mean(margins),
    firstPlace: mean(orders.map(({ logprobs }, k) => Math.exp((logprobs[0] ?? -Infinity) - (masses[k] ?? 0)))),
    letterMass: mean(masses.map(Math.exp)),
  };
}
