import type { Run } from '../domain/run.ts';

/** A name for a file of this run that every system takes: `touchstone_candid_2026-11-21.json`, dated by the run's start (UTC). */
export function runFileName(run: Pick<Run, 'model' | 'started'>, ending: 'json' | 'csv'): string {
  const model = run.model.id
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 80);
  return `touchstone_${model || 'model'}_${run.started.slice(0, 10)}.${ending}`;
}
