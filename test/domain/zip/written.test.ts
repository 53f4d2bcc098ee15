import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crc32 } from '../../../src/domain/zip/crc32.ts';
import { readDirectory } from '../../../src/domain/zip/directory.ts';
import type { ZipEntry } from '../../../src/domain/zip/entry.ts';
import { directoryOf, headerOf, sizesAfter } from '../../../src/domain/zip/written.ts';
import { contentsOf, generous } from './archives.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-zip-'));
const path = join(folder, 'large.zip');
afterAll(() => rmSync(folder, { recursive: true }));

const text = new TextEncoder().encode('behind 4 GiB '.repeat(20));
const packed = new Uint8Array(deflateRawSync(text));
/** More than 32 bits can say, all zero: a hole in the file, which takes no room. Its checksum is not told. */
const weights = {
  path: 'm/model.onnx',
  method: 'stored' as const,
  bytes: 2 ** 32 + 7,
  packedBytes: 2 ** 32 + 7,
  crc32: 0,
};
const plain = {
  path: 'm/ü.txt',
  method: 'stored' as const,
  bytes: text.length,
  packedBytes: text.length,
  crc32: crc32(text),
};
const deflated = { ...plain, path: 'm/late.txt', method: 'deflated' as const, packedBytes: packed.length };

/** A file as a Blob that is read where it is sliced; Node's own keeps sizes in 32 bits. */
function blobAt(path: string): Blob {
  const { size } = statSync(path);
  const slice = (from: number, to: number) => {
    const bytes = new Uint8Array(to - from);
    const file = openSync(path, 'r');
    readSync(file, bytes, 0, bytes.length, from);
    closeSync(file);
    return new Blob([bytes]);
  };
  return Object.defineProperties(new Blob(), { size: { value: size }, slice: { value: slice } });
}

describe('headerOf, sizesAfter and directoryOf, a zip of more than 4 GiB', () => {
  const entries: ZipEntry[] = [];
  beforeAll(() => {
    const file = openSync(path, 'w');
    let end = 0;
    const put = (bytes: Uint8Array) => (end += writeSync(file, bytes, 0, bytes.length, end));
    const add = (entry: Omit<ZipEntry, 'at'>) => {
      entries.push({ ...entry, at: end });
      put(headerOf(entry));
    };
    add(weights);
    end += weights.bytes;
    add(plain);
    put(text);
    add(deflated);
    put(packed);
    put(sizesAfter(deflated));
    put(directoryOf(entries, end));
    closeSync(file);
  });

  test('every file is found again where it is', async () => {
    const zip = blobAt(path);
    const directory = await readDirectory(zip, generous);
    expect(directory.ok && directory.value).toEqual(entries);
    for (const entry of entries.slice(1)) expect(await contentsOf(zip, entry)).toEqual(Buffer.from(text));
  });

  test('Python reads it', (context) => {
    const script = `import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print([(i.filename, i.file_size) for i in z.infolist()], z.read('m/ü.txt') == z.read('m/late.txt') == b'behind 4 GiB ' * 20)`;
    try {
      const said = execFileSync('python3', ['-c', script, path], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      expect(said.trim()).toBe(
        `[('m/model.onnx', ${weights.bytes}), ('m/ü.txt', ${text.length}), ('m/late.txt', ${text.length})] True`,
      );
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      context.skip('there is no python3 on this machine');
    }
  });
});

describe('sizesAfter', () => {
  test('a file of more than 4 GiB, which could be told before it only: is refused by name', () => {
    expect(() => sizesAfter(weights)).toThrow(/m\/model\.onnx is larger than 4 GiB.*save it by itself/);
  });
});

describe('directoryOf', () => {
  test('more files than 16 bits can count: are all found', async () => {
    const many = Array.from({ length: 70_000 }, (_, at) => ({
      ...plain,
      path: `f${at}`,
      bytes: 0,
      packedBytes: 0,
      crc32: 0,
      at: at * 40,
    }));
    const room = new Uint8Array(70_000 * 40);
    const zip = new Blob([room, directoryOf(many, room.length)]);
    const directory = await readDirectory(zip, { ...generous, entries: 100_000 });
    expect(directory.ok && directory.value).toEqual(many);
    expect(await readDirectory(zip, generous)).toMatchObject({
      message: 'The zip holds 70000 files, at most 20000 are read',
    });
  });
});
