import type { Draft } from '../domain/draft.ts';
import { database } from './database.ts';
import { kept } from './failure.ts';
import { watched, type Watched } from './watch.ts';

/** Keeps a suite that is being written, in place of what was kept of it before. */
export function keepDraft(draft: Draft): Promise<void> {
  return kept('Keeping your suite', async () => {
    await database.drafts.put(draft);
  });
}

/** A suite that was being written; undefined where it is not kept. */
export function readDraft(id: string): Promise<Draft | undefined> {
  return kept('Reading your suite', () => database.drafts.get(id));
}

/** Deletes a suite that was being written. Runs that asked it keep their own copy. */
export function removeDraft(id: string): Promise<void> {
  return kept('Deleting your suite', () => database.drafts.delete(id));
}

const byChange = () => database.drafts.orderBy('changed').reverse().toArray();

/** All suites that are being written, the last changed first. */
export function readDrafts(): Promise<readonly Draft[]> {
  return kept('Reading your suites', byChange);
}

/** All suites that are being written, the last changed first, and again whenever one changes. */
export function watchDrafts(): Watched<readonly Draft[]> {
  return watched(byChange);
}
