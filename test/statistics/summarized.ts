import { expect } from 'vitest';
import type { Estimate, ReportPart } from '../../src/domain/report.ts';
import { summarize } from '../../src/statistics/summarize.ts';

/** The one part of a run's report, once its estimates hold together: ids of their own, finite numbers, bounds around the value. */
export function partOf(bundle: Parameters<typeof summarize>[0]): ReportPart {
  const [part] = summarize(bundle).parts;
  if (part === undefined) throw new Error('wanted a part');
  expect(new Set(part.estimates.map(({ id }) => id)).size).toBe(part.estimates.length);
  for (const { id, value, lower, upper, floor, method, label } of part.estimates) {
    for (const number of [value, lower, upper, floor])
      expect(number === null || Number.isFinite(number), id).toBe(true);
    if (value === null) expect([lower, upper], id).toEqual([null, null]);
    if (value !== null && lower !== null && upper !== null) {
      expect(lower, id).toBeLessThanOrEqual(value);
      expect(upper, id).toBeGreaterThanOrEqual(value);
    }
    expect(method.length * label.length, id).toBeGreaterThan(0);
  }
  return part;
}

/** An estimate of a part. Throws with the ids that there are. */
export function find(part: ReportPart, id: string): Estimate {
  const found = part.estimates.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no ${id} among ${part.estimates.map((one) => one.id).join(', ')}`);
  return found;
}
