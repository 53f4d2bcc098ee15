import 'fake-indexeddb/auto';
import { afterAll, describe, expect, test } from 'vitest';
import type { LibraryModel, Pin } from '../../src/domain/library.ts';
import { database } from '../../src/store/database.ts';
import { modelShelf, watchModels } from '../../src/store/models.ts';

afterAll(() => database.delete());

function model(id: string, addedAt: string): LibraryModel {
  return {
    id,
    title: id,
    source: { kind: 'folder', name: id },
    engine: 'onnx',
    graphs: [{ path: 'onnx/model.onnx', dtype: 'fp32' }],
    licence: null,
    files: [{ path: 'config.json', bytes: 2, sha256: 'ab', pinned: 'first-download' }],
    bytes: 2,
    bytesHere: 2,
    state: 'ready',
    addedAt,
  };
}

describe('modelShelf', () => {
  test('models come back as they were put, the newest first', async () => {
    const [older, newer] = [model('a', '2026-01-01T00:00:00.000Z'), model('b', '2026-02-01T00:00:00.000Z')];
    await modelShelf.put(older);
    await modelShelf.put(newer);
    expect(await modelShelf.list()).toEqual([newer, older]);
    await modelShelf.put({ ...older, state: 'partial' });
    expect((await modelShelf.list())[1]?.state).toBe('partial');
    await modelShelf.remove('b');
    expect((await modelShelf.list()).map(({ id }) => id)).toEqual(['a']);
  });

  test('pins are those of one revision of one repository, and stay when the model goes', async () => {
    const pin = (repo: string, revision: string, path: string): Pin => ({
      repo,
      revision,
      path,
      bytes: 1,
      sha256: 'ab',
      pinnedAt: '2026-01-01T00:00:00.000Z',
    });
    await modelShelf.pin([
      pin('o/m', 'main', 'b'),
      pin('o/m', 'main', 'a'),
      pin('o/m', 'v2', 'a'),
      pin('o/n', 'main', 'a'),
    ]);
    await modelShelf.remove('a');
    expect((await modelShelf.pinsOf('o/m', 'main')).map(({ path }) => path)).toEqual(['a', 'b']);
    await modelShelf.pin([{ ...pin('o/m', 'main', 'a'), sha256: 'cd' }]);
    expect((await modelShelf.pinsOf('o/m', 'main'))[0]?.sha256).toBe('cd');
  });

  test('watchModels: a change is told to whoever watches', async () => {
    const seen: string[][] = [];
    const changed = new Promise<void>((resolve) => {
      const { unsubscribe } = watchModels().subscribe((models) => {
        seen.push(models.map(({ id }) => id));
        if (models.some(({ id }) => id === 'watched')) {
          unsubscribe();
          resolve();
        }
      });
    });
    await modelShelf.put(model('watched', '2026-03-01T00:00:00.000Z'));
    await changed;
    expect(seen.at(-1)).toContain('watched');
  });
});
