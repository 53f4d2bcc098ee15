import type { ReportPart } from '../../domain/report.ts';
import { count } from '../parts/figures.ts';

/** What is missing from a suite's numbers, in a sentence; empty where nothing is. */
export function missingWords({ asked, unscored, failed }: Pick<ReportPart, 'asked' | 'unscored' | 'failed'>): string {
  const missing = [
    unscored > 0 ? `${count(unscored, 'item')} could not be read` : '',
    failed > 0 ? `${count(failed, 'item')} failed` : '',
  ].filter((words) => words !== '');
  return missing.length === 0 ? '' : `Of ${count(asked, 'item')}, ${missing.join(' and ')}. They count neither way.`;
}
