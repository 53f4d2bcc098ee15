import type { Annotation } from '../domain/annotation.ts';
import { database } from './database.ts';
import { kept } from './failure.ts';

/** Keeps what was said by hand about an item of a run. Nothing takes it away but deleting the run. */
export function annotate(runId: string, annotation: Annotation): Promise<void> {
  return kept('Keeping what you wrote', () =>
    database.transaction('rw', [database.runs, database.annotations], async () => {
      if ((await database.runs.where('id').equals(runId).count()) === 0) throw new Error('the run is no longer there');
      await database.annotations.add({ runId, annotation });
    }),
  );
}

/** All that was said by hand about a run, in the order in which it was said. */
export function readAnnotations(runId: string): Promise<readonly Annotation[]> {
  return kept('Reading the notes', async () => {
    const rows = await database.annotations.where('runId').equals(runId).sortBy('order');
    return rows.map(({ annotation }) => annotation);
  });
}

/** Adds what is not there yet of what a file brings, within a transaction; gives how many. */
export async function addAnnotations(runId: string, annotations: readonly Annotation[]): Promise<number> {
  const there = await database.annotations
    .where('annotation.id')
    .anyOf(annotations.map(({ id }) => id))
    .count();
  if (there === annotations.length) return 0;
  let added = 0;
  for (const annotation of annotations) {
    if ((await database.annotations.where('annotation.id').equals(annotation.id).count()) > 0) continue;
    await database.annotations.add({ runId, annotation });
    added += 1;
  }
  return added;
}
