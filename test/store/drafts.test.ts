import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Draft } from '../../src/domain/draft.ts';
import { database } from '../../src/store/database.ts';
import { keepDraft, readDraft, readDrafts, removeDraft, watchDrafts } from '../../src/store/drafts.ts';
import { smallBundle } from '../exports/small-run.ts';

beforeEach(async () => {
  await database.delete();
  await database.open();
});

async function draft(id: string, changed: string): Promise<Draft> {
  const [suite] = (await smallBundle()).suites;
  if (!suite) throw new Error('the small run has no suite');
  // Half written: no suite would be read like this.
  return { id, changed, suite: { ...suite, title: '', items: [] } };
}

const first = () =>
  new Promise<readonly Draft[]>((resolve, reject) => {
    const watching = watchDrafts().subscribe((drafts) => {
      resolve(drafts);
      setTimeout(() => watching.unsubscribe());
    }, reject);
  });

describe('drafts', () => {
  test('a half-written suite is kept as it is, and the last word counts', async () => {
    const one = await draft('a', '2026-11-21T10:00:00.000Z');
    await keepDraft(one);
    const later = { ...one, changed: '2026-11-21T11:00:00.000Z', suite: { ...one.suite, title: 'Mine' } };
    await keepDraft(later);
    expect(await readDraft('a')).toEqual(later);
    expect(await readDraft('b')).toBeUndefined();
  });

  test('the last changed comes first, and a deleted one is gone', async () => {
    await keepDraft(await draft('old', '2026-11-20T10:00:00.000Z'));
    await keepDraft(await draft('new', '2026-11-21T10:00:00.000Z'));
    expect((await first()).map(({ id }) => id)).toEqual(['new', 'old']);
    expect((await readDrafts()).map(({ id }) => id)).toEqual(['new', 'old']);
    await removeDraft('new');
    expect((await first()).map(({ id }) => id)).toEqual(['old']);
  });
});
