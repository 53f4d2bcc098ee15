import { describe, expect, test } from 'vitest';
import type { ModelFile } from '../../src/domain/model.ts';
import { bringFiles } from '../../workers/files.ts';
import { never, valueOf } from './replies.ts';

/** SHA-256 of `hello`. */
const helloHash = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

/** A file whose bytes must not be asked for. */
class Untouchable extends Blob {
  override stream(): never {
    throw new Error('it was read');
  }
}
const bring = (files: readonly ModelFile[], seen: number[] = []) =>
  bringFiles(files, ({ bytesDone }) => seen.push(bytesDone), never);

describe('bringFiles', () => {
  test('a file that was checked before: not read, its hash as it was told, its bytes counted', async () => {
    const seen: number[] = [];
    const file = { path: 'a', from: new Untouchable(['hello']), bytes: 5, sha256: helloHash, checked: true } as const;
    const { facts, blobs } = valueOf(await bring([file, { path: 'b', from: new Blob(['hello']) }], seen));
    expect(facts).toEqual([
      { path: 'a', bytes: 5, sha256: helloHash },
      { path: 'b', bytes: 5, sha256: helloHash },
    ]);
    expect(await blobs.get('a')?.text()).toBe('hello');
    expect(seen.at(-1)).toBe(10);
  });

  test('a checked file of another size: refused', async () => {
    const file = { path: 'a', from: new Untouchable(['hell']), bytes: 5, sha256: helloHash, checked: true } as const;
    expect(await bring([file])).toMatchObject({ fault: 'bad-model', message: 'Check a: 4 bytes, wanted 5.' });
  });

  test('a checked file without its hash: read and hashed like any other', async () => {
    const { facts } = valueOf(await bring([{ path: 'a', from: new Blob(['hello']), checked: true }]));
    expect(facts[0]?.sha256).toBe(helloHash);
  });
});
