import { mean } from './mean.ts';

/** The standard deviation of a sample, n − 1 in the divisor; NaN for fewer than two values. */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/**
 * Cohen's d_z: the mean of paired differences over their standard deviation (Cohen 1988, section 2.3.5). Null for fewer than
 * two pairs, or where the differences do not vary.
 */
export function cohensDz(differences: readonly number[]): number | null {
  if (differences.length < 2) return null;
  const deviation = standardDeviation(differences);
  return deviation > 1e-12 ? mean(differences) / deviation : null;
}
