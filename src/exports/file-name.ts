import type { Run } from '../domain/run.ts';

/** A name for a file of this run that every system takes: `touchstone_candid_2026-11-21.json`, dated by the run's start (UTC). */
export function runFileName(run: Pick<Run, 'model' | 'started'>, ending: string): string {
  return `touchstone_${plainName(run.model.id)}_${run.started.slice(0, 10)}.${ending}`;
}

/** A text as part of a file's name or path that every system takes: letters, digits, `.`, `-`; never empty, never hidden. */
export function plainName(text: string, otherwise = 'model'): string {
  const plain = text
    .replace(/[^A-Za-z0-9.-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 80);
  return plain || otherwise;
}
