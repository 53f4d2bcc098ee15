import { describe, expect, test } from 'vitest';
import type { LibraryModel, Shelf } from '../../src/domain/library.ts';
import { isModelId, newModelId, sameModel } from '../../workers/library/records.ts';
import { tidied } from '../../workers/library/tidied.ts';

function model(id: string, state: LibraryModel['state'] = 'ready'): LibraryModel {
  return {
    id,
    title: id,
    source: { kind: 'folder', name: id },
    engine: 'onnx',
    graphs: [],
    licence: null,
    files: [{ path: 'a', bytes: state === 'ready' ? 5 : null, sha256: 'ab', pinned: 'known' }],
    bytes: 5,
    bytesHere: 5,
    state,
    addedAt: '2026-01-01T00:00:00.000Z',
  };
}
function shelfOf(...models: LibraryModel[]): Shelf & { readonly models: Map<string, LibraryModel> } {
  const kept = new Map(models.map((each) => [each.id, each]));
  return {
    models: kept,
    list: async () => [...kept.values()],
    put: async (each) => void kept.set(each.id, each),
    remove: async (id) => void kept.delete(id),
    pinsOf: async () => [],
    pin: async () => undefined,
  };
}
const drawer = (id: string, a = 5) => ({ id, bytes: a, files: { a } });
const drawersOf = (...held: ReturnType<typeof drawer>[]) => {
  const cleared: string[] = [];
  return { cleared, held: async () => held, clear: async (id: string) => cleared.push(id) };
};

describe('tidied', () => {
  test('a model whose files are all there stays as it is', async () => {
    const shelf = shelfOf(model('m'));
    const drawers = drawersOf(drawer('m'));
    expect(await tidied(shelf, await drawers.held(), drawers)).toEqual([model('m')]);
    expect(drawers.cleared).toEqual([]);
  });

  test('a drawer that no model owns is cleared, and no other', async () => {
    const drawers = drawersOf(drawer('m'), drawer('lost'));
    await tidied(shelfOf(model('m')), await drawers.held(), drawers);
    expect(drawers.cleared).toEqual(['lost']);
  });

  test('a model whose files are gone is no more', async () => {
    const shelf = shelfOf(model('gone'), model('empty'));
    expect(await tidied(shelf, [drawer('empty', 0)], drawersOf(drawer('empty', 0)))).toEqual([]);
    expect(shelf.models.size).toBe(0);
  });

  test('a model with a file of another size is partial from now on', async () => {
    const shelf = shelfOf(model('m'));
    const [found] = await tidied(shelf, [drawer('m', 3)], drawersOf(drawer('m', 3)));
    expect(found).toMatchObject({ state: 'partial', bytesHere: 3 });
    expect(shelf.models.get('m')).toEqual(found);
  });

  test('of a partial model, what is here is told as it is, and written down', async () => {
    const shelf = shelfOf(model('m', 'partial'));
    const [found] = await tidied(shelf, [drawer('m', 2)], drawersOf(drawer('m', 2)));
    expect(found).toMatchObject({ state: 'partial', bytesHere: 2 });
    expect(shelf.models.get('m')).toEqual(found);
  });

  test('a model that another tab has mended meanwhile is left alone', async () => {
    const shelf = shelfOf(model('m'));
    let asked = 0;
    const held = async () => [drawer('m', ++asked === 1 ? 3 : 5)];
    expect(await tidied(shelf, await held(), { held, clear: async () => undefined })).toEqual([model('m')]);
    expect(shelf.models.get('m')).toEqual(model('m'));
  });
});

describe('newModelId', () => {
  test.each([
    ['SmolLM2-135M', [], 'SmolLM2-135M'],
    ['my model (1)', [], 'my-model-1'],
    ['m', ['m', 'm-2'], 'm-3'],
    ['../..', [], 'model'],
    ['模型', [], 'model'],
    ['.hidden', [], 'hidden'],
  ])('%j among %j: %j', (name, taken, wanted) => {
    const id = newModelId(name, taken);
    expect(id).toBe(wanted);
    expect(isModelId(id)).toBe(true);
  });
});

describe('isModelId', () => {
  test.each(['', '.', '..', 'a/b', '-a', 'a b', 'x'.repeat(121)])('%j: is none', (id) => {
    expect(isModelId(id)).toBe(false);
  });
});

describe('sameModel', () => {
  test('is one with the same hashes, whole', () => {
    const files = [{ path: 'a', bytes: 5, sha256: 'ab', pinned: 'known' as const }];
    expect(sameModel(files, [model('m')])?.id).toBe('m');
    expect(sameModel(files, [model('m', 'partial')])).toBeUndefined();
    expect(
      sameModel([{ ...files[0], path: 'b', bytes: 5, sha256: 'ab', pinned: 'known' }], [model('m')]),
    ).toBeUndefined();
  });
});
