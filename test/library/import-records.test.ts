import { describe, expect, test } from 'vitest';
import type { LibraryModel } from '../../src/domain/library.ts';
import { begunImport, importToGoOn } from '../../workers/library/records.ts';
import { refusedImport } from '../../workers/library/words.ts';

const files = [
  { path: 'config.json', bytes: 10 },
  { path: 'onnx/model.onnx', bytes: 90 },
];
const others = [...files, { path: 'LICENSE', bytes: 5 }];
const begun = (id: string, name = id, its = files): LibraryModel =>
  begunImport(id, { kind: 'folder', name }, its, undefined);

describe('begunImport', () => {
  test('is partial, and its files are not here whole', () => {
    expect(begun('m')).toMatchObject({
      title: 'm',
      state: 'partial',
      engine: 'onnx',
      graphs: [{ path: 'onnx/model.onnx', dtype: 'fp32' }],
      bytes: 100,
      bytesHere: 0,
      files: [
        { path: 'config.json', bytes: null, sha256: null },
        { path: 'onnx/model.onnx', bytes: null, sha256: null },
      ],
    });
  });

  test('going on: keeps the name, the date and what is here', () => {
    const before = { ...begun('m', 'first'), bytesHere: 40, addedAt: '2026-01-01T00:00:00.000Z' };
    expect(begunImport('m', { kind: 'folder', name: 'renamed' }, others, before)).toMatchObject({
      title: 'first',
      source: { kind: 'folder', name: 'first' },
      bytes: 105,
      bytesHere: 40,
      addedAt: '2026-01-01T00:00:00.000Z',
    });
  });
});

describe('importToGoOn', () => {
  test.each<[string, string, typeof files, readonly LibraryModel[], Readonly<Record<string, number>>, string | null]>([
    ['nothing was begun', 'm', files, [], {}, null],
    ['the same name and files', 'm', files, [begun('m')], { m: 40 }, 'm'],
    ['the same name and paths, all of it changed', 'm', files, [begun('m')], { m: 0 }, 'm'],
    ['the same name, a file more', 'm', others, [begun('m')], { m: 40 }, 'm'],
    ['another model of the same name', 'm', others, [begun('m')], { m: 0 }, null],
    ['another name, the same files', 'renamed', files, [begun('m')], { m: 40 }, 'm'],
    ['another name, the same paths, nothing as it was', 'n', files, [begun('m')], { m: 0 }, null],
    ['another name, a file in common', 'n', others, [begun('m')], { m: 10 }, null],
    ['two of the same name', 'm', files, [begun('m'), begun('m-2', 'm')], { m: 10, 'm-2': 40 }, 'm-2'],
    ['one whose drawer is gone', 'm', files, [begun('m')], {}, 'm'],
  ])('%s', (_, name, picked, brokenOff, here, wanted) => {
    expect(importToGoOn(name, picked, brokenOff, here)?.id ?? null).toBe(wanted);
  });
});

describe('refusedImport', () => {
  test('says how far it got, and how to go on', () => {
    expect(refusedImport('folder', { fault: 'no-room' }, 412e6, 749e6).message).toBe(
      'There is not enough room in this browser’s storage. 412 MB of 749 MB are kept: choose the folder again to go on from there. Remove models you no longer need, or free space on the disk, then try again.',
    );
    expect(refusedImport('zip', { fault: 'bad-zip' }, 0, 749e6).message).toMatch(/Nothing was kept\./);
  });

  test('a damaged file is not said to be a hub’s', () => {
    const { message } = refusedImport('folder', { fault: 'corrupt', file: 'params_shard_0.bin' }, 412e6, 749e6);
    expect(message).toMatch(/params_shard_0\.bin is not the file that it should be.*Get that file anew/);
    expect(message).not.toMatch(/Download|hub/);
  });
});
