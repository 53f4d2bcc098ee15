import type { Interval } from './interval.ts';
import { t975 } from './student-t.ts';

/** The arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The 95% interval of a mean by Student's t (Student 1908); null for fewer than two values. */
export function meanInterval(values: readonly number[]): Interval | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const error = Math.sqrt(squares / (values.length - 1) / values.length);
  const half = t975(values.length - 1) * error;
  return { lower: centre - half, upper: centre + half };
}
