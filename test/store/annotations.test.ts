import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Annotation } from '../../src/domain/annotation.ts';
import { annotate, readAnnotations } from '../../src/store/annotations.ts';
import { database } from '../../src/store/database.ts';
import { purgeRemoved, removeRun } from '../../src/store/removal.ts';
import { readRun, saveBundle } from '../../src/store/runs.ts';
import { smallBundle } from '../exports/small-run.ts';

const about = { suiteId: 'small-choices', itemId: 'two', made: '2026-09-01T10:00:00.000Z' };
const note: Annotation = { id: 'n1', ...about, kind: 'note', text: 'Odd.' };
const right: Annotation = {
  id: 'c1',
  ...about,
  kind: 'correction',
  verdict: { kind: 'scored', value: 1 },
  reason: 'Misread.',
};
const back: Annotation = { id: 'c2', ...about, kind: 'correction', verdict: { kind: 'as-read' }, reason: 'My error.' };

beforeEach(async () => {
  await database.delete();
  await database.open();
});

describe('annotate', () => {
  test('note, correction and its taking back: all are kept, in order, and belong to the run', async () => {
    const bundle = await smallBundle('run-1');
    await saveBundle(bundle);
    for (const one of [note, right, back]) await annotate('run-1', one);
    expect(await readAnnotations('run-1')).toEqual([note, right, back]);
    expect(await readRun('run-1')).toEqual({ ...bundle, annotations: [note, right, back] });
  });

  test('a run that is gone: is told', async () => {
    await expect(annotate('run-9', note)).rejects.toThrow(/^Keeping what you wrote: the run is no longer there/);
    expect(await readAnnotations('run-9')).toEqual([]);
  });

  test('they go with the run', async () => {
    await saveBundle(await smallBundle('run-1'));
    await annotate('run-1', note);
    await removeRun('run-1', 1000);
    await purgeRemoved(0, 2000);
    expect(await database.annotations.count()).toBe(0);
  });
});

describe('saveBundle', () => {
  test('a file of a run that is here, with further notes: brings them, and only once', async () => {
    const bundle = await smallBundle('run-1');
    await saveBundle(bundle);
    await annotate('run-1', note);
    const theirs = { ...bundle, annotations: [right] };
    expect(await saveBundle(theirs)).toEqual({ ok: true, value: 'saved' });
    expect(await saveBundle(theirs)).toEqual({ ok: true, value: 'already there' });
    expect(await readAnnotations('run-1')).toEqual([note, right]);
  });
});
