import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { blobOf, textFile, type OutFile } from '../../src/exports/pieces.ts';
import { zipOf } from '../../src/exports/zip-writing.ts';
import { allOf } from '../domain/zip/archives.ts';

/** A file whose bytes come in pieces of so many. */
function inPieces(path: string, data: Uint8Array<ArrayBuffer>, size: number): OutFile {
  return {
    path,
    pieces: (async function* () {
      for (let from = 0; from < data.length; from += size)
        yield await Promise.resolve(data.subarray(from, from + size));
    })(),
  };
}
const some = () => [
  textFile('a.json', '{"a": "ü"}'),
  textFile('b/empty.txt', ''),
  textFile('ü.txt', 'x'.repeat(200_000)),
];

describe('zipOf', () => {
  test('what is written: is read again, here and by another library', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^[a-zü_]{1,6}(\/[a-zü_.]{0,6}[a-z])?$/), fc.uint8Array({ maxLength: 300 }), {
          maxKeys: 6,
        }),
        fc.integer({ min: 1, max: 100 }),
        async (given, size) => {
          const files = Object.entries(given).map(([path, data]) => inPieces(path, new Uint8Array(data), size));
          const zip = await blobOf(zipOf(files), '');
          const wanted = Object.entries(given).map(([path, data]) => [path, Buffer.from(data).toString('base64')]);
          expect(await allOf(zip)).toEqual(Object.fromEntries(wanted));
          const theirs = Object.entries(unzipSync(await zip.bytes()));
          expect(theirs.map(([path, data]) => [path, Buffer.from(data).toString('base64')])).toEqual(wanted);
        },
      ),
      { seed: 54, numRuns: 50 },
    );
  });

  test('the same files give the same bytes', async () => {
    const [one, two] = await Promise.all([blobOf(zipOf(some()), ''), blobOf(zipOf(some()), '')]);
    expect(await one.bytes()).toEqual(await two.bytes());
  });

  test('Python reads it and finds no fault', async (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'touchstone-zip-'));
    const file = join(folder, 'out.zip');
    const script = `import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print([(i.filename, i.file_size, i.date_time[:3]) for i in z.infolist()])`;
    try {
      writeFileSync(file, await (await blobOf(zipOf(some()), '')).bytes());
      const said = execFileSync('python3', ['-c', script, file], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const day = '(1980, 1, 1)';
      expect(said.trim()).toBe(`[('a.json', 11, ${day}), ('b/empty.txt', 0, ${day}), ('ü.txt', 200000, ${day})]`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      context.skip('there is no python3 on this machine');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
