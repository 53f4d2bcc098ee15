import type { Estimate } from '../domain/report.ts';

/** A number with three places; `none` where it could not be told. */
export function figure(value: number | null): string {
  return value === null ? 'none' : Number.isFinite(value) ? value.toFixed(3) : String(value);
}

/** `[0.420, 0.610]`; a dash where there is no interval. */
export function intervalText({ lower, upper }: Estimate): string {
  return lower === null || upper === null ? '–' : `[${figure(lower)}, ${figure(upper)}]`;
}
