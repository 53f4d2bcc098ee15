import { regularisedGamma } from './gamma.ts';

/** P(Z <= z) of the standard normal, through the incomplete gamma function: erfc(x) = Q(1/2, x^2). */
export function normalCdf(z: number): number {
  const tail = regularisedGamma(0.5, (z * z) / 2).upper / 2;
  return z < 0 ? tail : 1 - tail;
}

/** The 97.5% point of the standard normal, to double precision. */
export const z975 = 1.959963984540054;
