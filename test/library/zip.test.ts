import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 as crc32Of } from 'hash-wasm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ZipEntry } from '../../src/domain/zip/entry.ts';
import { openEntry } from '../../workers/library/zip/entry.ts';
import { readDirectory } from '../../workers/library/zip/directory.ts';
import { zipOf } from '../../workers/library/zip/write.ts';
import { bytesOf, witness } from '../domain/zip/archives.ts';

async function contentsOf(zip: Blob, entry: ZipEntry): Promise<Buffer> {
  return Buffer.from(await new Response(openEntry(zip, entry)).arrayBuffer());
}
async function allOf(zip: Blob): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readDirectory(zip)) found[entry.path] = (await contentsOf(zip, entry)).toString('base64');
  return found;
}
async function packed(files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>) {
  return Promise.all(
    Object.entries(files).map(async ([path, data]) => ({
      path,
      data: new Blob([data]),
      crc32: Number.parseInt(await crc32Of(data), 16),
    })),
  );
}

describe('readDirectory and openEntry', () => {
  test('an archive that another program made: every file as it was', async () => {
    expect(await allOf(new Blob([bytesOf(witness.good['deflated'])]))).toEqual(witness.files);
  });

  test.each(Object.keys(witness.bad))('%s: is refused with a RangeError of words', async (name) => {
    const reading = readDirectory(new Blob([bytesOf(witness.bad[name])]));
    await expect(reading).rejects.toBeInstanceOf(RangeError);
    await expect(reading).rejects.toThrow(/: (is|unpacks) /);
  });

  test('an entry that is not what the directory says: the stream fails with a RangeError', async () => {
    const zip = new Blob([bytesOf(witness.good['deflated'])]);
    const entry = (await readDirectory(zip)).find(({ path }) => path === 'm/onnx/model.onnx');
    if (!entry) throw new Error('the witness has no model');
    await expect(contentsOf(zip, { ...entry, crc32: 1 })).rejects.toThrow(/checksum/);
    const reader = openEntry(zip, { ...entry, bytes: 10 }).getReader();
    await expect(reader.read()).rejects.toBeInstanceOf(RangeError);
  });

  test('a stream that is no longer wanted: is let go', async () => {
    const zip = new Blob([bytesOf(witness.good['stored'])]);
    const [entry] = await readDirectory(zip);
    if (!entry) throw new Error('the witness has no file');
    const reader = openEntry(zip, entry).getReader();
    await reader.read();
    await reader.cancel();
    expect((await reader.read()).done).toBe(true);
  });
});

describe('zipOf', () => {
  test('what is written is read again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^[a-zü_]{1,6}(\/[a-zü_.]{0,6}[a-z])?$/), fc.uint8Array({ maxLength: 300 }), {
          maxKeys: 6,
        }),
        async (given) => {
          const files = Object.fromEntries(Object.entries(given).map(([path, data]) => [path, new Uint8Array(data)]));
          const read = await allOf(zipOf(await packed(files)));
          const wanted = Object.entries(files).map(([path, data]) => [path, Buffer.from(data).toString('base64')]);
          expect(read).toEqual(Object.fromEntries(wanted));
        },
      ),
      { numRuns: 25 },
    );
  });

  test('the same files give the same bytes', async () => {
    const files = { 'a.json': new Uint8Array([1, 2, 3]) };
    const [one, two] = await Promise.all([zipOf(await packed(files)).bytes(), zipOf(await packed(files)).bytes()]);
    expect(one).toEqual(two);
  });

  test('Python reads it and finds no fault', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'touchstone-zip-'));
    const file = join(folder, 'out.zip');
    const files = { 'm/config.json': new Uint8Array([123, 125]), 'm/ü.bin': new Uint8Array(100_000).fill(7) };
    writeFileSync(file, await zipOf(await packed(files)).bytes());
    const script = `import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print([(i.filename, i.file_size) for i in z.infolist()])`;
    try {
      const said = execFileSync('python3', ['-c', script, file], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      expect(said.trim()).toBe("[('m/config.json', 2), ('m/ü.bin', 100000)]");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      context.skip('there is no python3 on this machine');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
