import { regularisedBeta } from './incomplete-beta.ts';

/** P(|T| > t) of Student's t with the given degrees of freedom (at least 1), for t of at least 0. */
export function studentTails(t: number, freedom: number): number {
  return regularisedBeta(freedom / 2, 0.5, freedom / (freedom + t * t));
}

/** The 97.5% point of Student's t: 12.706 for one degree of freedom, 1.960 for many. Found by halving. */
export function t975(freedom: number): number {
  let low = 1.9;
  let high = 13;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (studentTails(middle, freedom) > 0.05) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
