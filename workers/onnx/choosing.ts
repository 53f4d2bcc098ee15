import { normalize } from './log-softmax.ts';

/**
 * The next token by its scores (shape [vocabulary]): the likeliest at temperature 0, the first of equals; else one drawn
 * from the softmax of the scores over the temperature, by inversion with one number of `random` in [0, 1). Null where the
 * scores are no numbers.
 */
export function choose(scores: Float32Array, temperature: number, random: () => number): number | null {
  const { logSum, best } = normalize(scores);
  if (!Number.isFinite(logSum)) return null;
  if (temperature <= 0) return best;
  const top = scores[best] as number;
  const weights = Float64Array.from(scores, (score) => Math.exp((score - top) / temperature));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (let id = 0; id < weights.length; id++) {
    left -= weights[id] as number;
    if (left < 0) return id;
  }
  return best;
}
