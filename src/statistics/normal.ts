import { regularisedGamma } from './gamma.ts';

/** P(Z <= z) of the standard normal, through the incomplete gamma function: erfc(x) = Q(1/2, x^2). */
export function normalCdf(z: number): number {
  const tail = regularisedGamma(0.5, (z * z) / 2).upper / 2;
  return z < 0 ? tail : 1 - tail;
}

/** The 97.5% point of the standard normal, to double precision. */
export const z975 = 1.959963984540054;

/** The z below which a share of the standard normal lies, share in (0, 1): found by halving. */
export function normalQuantile(share: number): number {
  let [low, high] = [-40, 40];
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
