import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { afterAll, describe, expect, test } from 'vitest';
import { database } from '../../src/store/database.ts';
import { readRun, saveBundle } from '../../src/store/runs.ts';
import { smallBundle } from '../exports/small-run.ts';

afterAll(() => database.delete());

describe('database', () => {
  test('version 1, once published: these tables and indexes, and no others', async () => {
    await database.open();
    const tables = database.tables.map(({ name, schema }) => [
      name,
      schema.primKey.src,
      ...schema.indexes.map(({ src }) => src),
    ]);
    expect(database.verno).toBe(1);
    expect(tables).toEqual([
      ['runs', 'id', 'started', 'removedAt'],
      ['trials', '[runId+index]', '&[runId+suiteId+itemId]'],
      ['suites', 'hash'],
    ]);
  });

  test('a newer Touchstone in another tab: is not held up, and the older tab goes on reading and writing', async () => {
    const bundle = await smallBundle();
    await saveBundle(bundle);
    const newer = new Dexie('touchstone');
    newer
      .version(1)
      .stores({ runs: 'id, started, removedAt', trials: '[runId+index], &[runId+suiteId+itemId]', suites: 'hash' });
    newer.version(2).stores({ models: 'id' });
    await newer.open();
    expect(await readRun(bundle.run.id)).toEqual(bundle);
    const other = await smallBundle('another-run');
    await saveBundle(other);
    expect(await newer.table('runs').count()).toBe(2);
    newer.close();
  });
});
