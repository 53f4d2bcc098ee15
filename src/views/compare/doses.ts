import type { Comparison } from '../../statistics/compare/compare.ts';
import type { DoseAxis, DoseTrend } from '../../statistics/compare/dose-response.ts';
import { points, pWords } from './verdicts.ts';

/** A measure at one dose. */
export interface DosePoint {
  readonly dose: number;
  readonly value: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** The measure's estimate at each dose, the least dose first; a run without an estimate is left out. */
export function dosePoints({ matrix }: Comparison, { doses }: DoseAxis, trend: DoseTrend): readonly DosePoint[] {
  const row = matrix.find(({ suiteId, id }) => suiteId === trend.suiteId && id === trend.id);
  return doses
    .flatMap((dose, run) => {
      const cell = row?.cells[run];
      return !cell || cell.value === null ? [] : [{ dose, value: cell.value, lower: cell.lower, upper: cell.upper }];
    })
    .sort((a, b) => a.dose - b.dose);
}

/** The trend in a sentence: how far the measure moves for one unit of dose, and how sure. */
export function doseFinding({ slope, lower, upper, p, label }: DoseTrend, { title, unit }: DoseAxis): string {
  const per = unit === '' ? 'unit of dose' : unit;
  const what = `“${label.charAt(0).toLowerCase()}${label.slice(1)}”`;
  const bounds = (low: number | null, high: number | null) =>
    low === null || high === null ? '' : ` [${points(low)}, ${points(high)}]`;
  const clear = p < 0.05 && lower !== null && upper !== null && (lower > 0 || upper < 0);
  if (!clear) {
    return `${title}: no trend beyond noise in ${what} (${points(slope)} points per ${per}${bounds(lower, upper)}, ${pWords(p)}).`;
  }
  const sure = slope > 0 ? bounds(lower, upper) : bounds(-upper, -lower);
  return `${title}: ${what} ${slope > 0 ? 'rises' : 'falls'} by ${points(Math.abs(slope))} points per ${per}${sure}, ${pWords(p)}.`;
}
