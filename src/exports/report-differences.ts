import type { Report } from '../domain/report.ts';
import { alikeNumbers } from './alike.ts';
import type { FiledEstimate } from './run-file.ts';

/** One number of a run file that is not what its trials give. */
export interface ReportDifference {
  readonly suite: string;
  /** Of the estimate. */
  readonly id: string;
  readonly field: 'value' | 'lower' | 'upper' | 'n';
  /** Undefined where the file, or the report computed anew, lacks the estimate. */
  readonly filed: number | null | undefined;
  readonly recomputed: number | null | undefined;
}

const fields = ['value', 'lower', 'upper', 'n'] as const;

/** Where the numbers of a file differ from a report computed anew from its trials: none where it was not tampered with and the methods are the same. A billionth is allowed for another machine's arithmetic. */
export function reportDifferences(filed: readonly FiledEstimate[], recomputed: Report): readonly ReportDifference[] {
  const here = new Map(
    recomputed.parts.flatMap((part) =>
      part.estimates.map(
        (estimate) => [`${part.suiteId}\n${estimate.id}`, { suite: part.suiteId, ...estimate }] as const,
      ),
    ),
  );
  const there = new Map(filed.map((estimate) => [`${estimate.suite}\n${estimate.id}`, estimate] as const));
  return [...new Set([...there.keys(), ...here.keys()])].flatMap((key) => {
    const [a, b] = [there.get(key), here.get(key)];
    const named = a ?? b;
    if (named === undefined) return [];
    const { suite, id } = named;
    return fields
      .filter((field) => !same(a?.[field], b?.[field]))
      .map((field) => ({ suite, id, field, filed: a?.[field], recomputed: b?.[field] }));
  });
}

function same(a: number | null | undefined, b: number | null | undefined): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return alikeNumbers(a, b);
}
