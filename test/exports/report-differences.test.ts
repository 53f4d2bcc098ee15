import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/domain/report.ts';
import { reportDifferences } from '../../src/exports/report-differences.ts';
import { smallReport } from './small-run.ts';

const filed = smallReport.parts.flatMap((part) =>
  part.estimates.map((estimate) => ({ suite: part.suiteId, ...estimate })),
);
const [first, second] = filed;
if (!first || !second) throw new Error('the report has two estimates');

describe('reportDifferences', () => {
  test('the same report, and one off by rounding: none', () => {
    expect(reportDifferences(filed, smallReport)).toEqual([]);
    expect(reportDifferences([{ ...first, lower: 0.025 + 1e-12 }, second], smallReport)).toEqual([]);
  });

  test('a number that was changed: is named with both', () => {
    expect(reportDifferences([{ ...first, lower: 0.5, n: 100 }, second], smallReport)).toEqual([
      { suite: 'small-choices', id: first.id, field: 'lower', filed: 0.5, recomputed: 0.025 },
      { suite: 'small-choices', id: first.id, field: 'n', filed: 100, recomputed: 1 },
    ]);
  });

  test('a number where there is none: is named', () => {
    expect(reportDifferences([first, { ...second, value: 0 }], smallReport)).toEqual([
      { suite: 'small-phrases', id: second.id, field: 'value', filed: 0, recomputed: null },
    ]);
  });

  test('an estimate that is taken out or made up: is named', () => {
    expect(
      reportDifferences([second], smallReport).map(({ field, filed, recomputed }) => [field, filed, recomputed]),
    ).toEqual([
      ['value', undefined, 1],
      ['lower', undefined, 0.025],
      ['upper', undefined, 1],
      ['n', undefined, 1],
    ]);
    const none: Report = { parts: [] };
    expect(reportDifferences([first], none)).toHaveLength(4);
  });
});
