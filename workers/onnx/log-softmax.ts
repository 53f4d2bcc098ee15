/** What it takes to read log-probabilities off a row of scores. */
export interface Normalizer {
  /** log Σ exp(score), in float64; nats. */
  readonly logSum: number;
  /** The index of the highest score; the first of equals. */
  readonly best: number;
}

/** `scores[i] - logSum` is the log-probability of i. Shape of `scores`: [vocabulary]. */
export function normalize(scores: Float32Array): Normalizer {
  let best = 0;
  let top = -Infinity;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (score > top) [top, best] = [score, i];
  }
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += Math.exp((scores[i] as number) - top);
  return { logSum: top + Math.log(sum), best };
}
