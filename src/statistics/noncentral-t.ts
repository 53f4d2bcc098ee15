import { logGamma } from './gamma.ts';
import { regularisedBeta } from './incomplete-beta.ts';
import { normalCdf } from './normal.ts';

/**
 * P(T <= t) of the noncentral t distribution, t of at least 0 and noncentrality of at least 0: the Poisson-weighted series of
 * incomplete beta functions (Lenth 1989, Applied Statistics 38:185, AS 243). Good to 1e-9 for noncentralities up to about 35.
 */
export function noncentralT(t: number, freedom: number, noncentrality: number): number {
  const x = (t * t) / (freedom + t * t);
  const half = (noncentrality * noncentrality) / 2;
  const below = normalCdf(-noncentrality);
  if (x <= 0) return below;
  // Weights p_j and q_j start at the largest term and go both ways: at j = 0 they underflow for a large noncentrality.
  const mode = Math.floor(half);
  const logHalf = Math.log(half);
  const term = (j: number) => {
    const p = half === 0 ? (j === 0 ? 1 : 0) : Math.exp(-half + j * logHalf - logGamma(j + 1));
    const q = half === 0 ? 0 : (noncentrality / Math.SQRT2) * Math.exp(-half + j * logHalf - logGamma(j + 1.5));
    return p * regularisedBeta(j + 0.5, freedom / 2, x) + q * regularisedBeta(j + 1, freedom / 2, x);
  };
  let sum = 0;
  for (let j = mode; j >= 0; j -= 1) {
    const add = term(j);
    sum += add;
    if (add < 1e-17) break;
  }
  for (let j = mode + 1; j < mode + 2000; j += 1) {
    const add = term(j);
    sum += add;
    if (add < 1e-17) break;
  }
  return below + sum / 2;
}
