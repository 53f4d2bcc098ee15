import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 as crc32Of } from 'hash-wasm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openEntry } from '../../workers/library/zip/entry.ts';
import { readDirectory, type ZipEntry } from '../../workers/library/zip/directory.ts';
import { zipOf } from '../../workers/library/zip/write.ts';

/** Archives that Python's zipfile and Info-ZIP made: test/reference/zips.py. */
const witness = JSON.parse(readFileSync(join(import.meta.dirname, '../reference/zips.json'), 'utf8')) as Readonly<
  Record<'files' | 'good' | 'bad' | 'names', Readonly<Record<string, string>>>
>;

const bytesOf = (base64: string | undefined) => new Uint8Array(Buffer.from(base64 ?? '', 'base64'));
const blobOf = (base64: string | undefined) => new Blob([bytesOf(base64)]);

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
  test.each(Object.keys(witness.good))(
    'an archive that another program made (%s): every file as it was',
    async (name) => {
      const found = await allOf(blobOf(witness.good[name]));
      // Info-ZIP follows the link that lies in the folder.
      const { 'm/link': link, ...files } = found;
      expect(files).toEqual(witness.files);
      if (name === 'info-zip') expect(link).toBe(witness.files['m/config.json']);
    },
  );

  test.each([
    ['encrypted', /encrypted/],
    ['a link', /link/],
    ['bzip2', /method 12/],
    ['bomb', /times its size/],
    ['overlapping', /overlaps/],
  ])('%s: is refused with words', async (name, words) => {
    await expect(readDirectory(blobOf(witness.bad[name]))).rejects.toThrow(words);
    await expect(readDirectory(blobOf(witness.bad[name]))).rejects.toBeInstanceOf(RangeError);
  });

  test.each(Object.keys(witness.names))('a file called %j: is refused', async (name) => {
    await expect(readDirectory(blobOf(witness.names[name]))).rejects.toThrow(/^a name .*: /);
  });

  test.each([
    ['empty', ''],
    ['text', Buffer.from('this is no archive at all').toString('base64')],
    ['an image', Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.alloc(5000)]).toString('base64')],
  ])('%s: is no zip', async (_, base64) => {
    await expect(readDirectory(blobOf(base64))).rejects.toThrow(/is empty|no zip file/);
  });

  test('cut short anywhere: refused with a RangeError, and nothing else is thrown', async () => {
    const whole = bytesOf(witness.good['zip64']);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        await expect(allOf(new Blob([whole.subarray(0, length)]))).rejects.toBeInstanceOf(RangeError);
      }),
      { numRuns: 60 },
    );
  });

  test('any byte changed: every file as it was, or a RangeError', async () => {
    const whole = bytesOf(witness.good['deflated']);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const spoilt = whole.slice();
        spoilt[at] = (spoilt[at] ?? 0) ^ change;
        const found = await allOf(new Blob([spoilt])).catch((error: unknown) => {
          expect(error).toBeInstanceOf(RangeError);
          return {};
        });
        // Names have no checksum; contents do.
        const known = new Set(Object.values(witness.files));
        for (const content of Object.values(found)) expect(known).toContain(content);
      }),
      { numRuns: 60 },
    );
  });

  test('an entry that unpacks to more than it says is stopped there', async () => {
    const zip = blobOf(witness.good['deflated']);
    const entry = (await readDirectory(zip)).find(({ path }) => path === 'm/onnx/model.onnx');
    if (!entry) throw new Error('the witness has no model');
    await expect(contentsOf(zip, { ...entry, bytes: 10 })).rejects.toThrow(/more than it says/);
    await expect(contentsOf(zip, { ...entry, bytes: entry.bytes + 1 })).rejects.toThrow(/cut short/);
    await expect(contentsOf(zip, { ...entry, crc32: 1 })).rejects.toThrow(/checksum/);
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
