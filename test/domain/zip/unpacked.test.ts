import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readDirectory } from '../../../src/domain/zip/directory.ts';
import { BrokenEntry } from '../../../src/domain/zip/unpacked.ts';
import { allOf, bytesOf, contentsOf, generous, witness } from './archives.ts';

describe('unpacked', () => {
  test.each(Object.keys(witness.good))(
    'an archive that another program made (%s): every file as it was',
    async (name) => {
      const found = await allOf(new Blob([bytesOf(witness.good[name])]));
      // Info-ZIP follows the link that lies in the folder.
      const wanted = name === 'info-zip' ? { 'm/link': witness.files['m/config.json'] } : {};
      expect(found).toEqual({ ...witness.files, ...wanted });
    },
  );

  test('an entry that is not what the directory says: is stopped there, by name', async () => {
    const zip = new Blob([bytesOf(witness.good['deflated'])]);
    const directory = await readDirectory(zip, generous);
    const entry = directory.ok && directory.value.find(({ path }) => path === 'm/onnx/model.onnx');
    if (!entry) throw new Error('the witness has no model');
    for (const [change, words] of [
      [{ bytes: 10 }, /^m\/onnx\/model\.onnx: unpacks to more than it says, as a zip bomb does/],
      [{ bytes: entry.bytes + 1 }, /holds less than it says/],
      [{ crc32: 1 }, /its checksum does not agree/],
      [{ at: entry.at + 1 }, /is not where the directory of the zip says/],
      [{ packedBytes: zip.size }, /is cut off/],
      [{ packedBytes: entry.packedBytes - 2 }, /cannot be unpacked|holds less/],
    ] as const) {
      const reading = contentsOf(zip, { ...entry, ...change });
      await expect(reading).rejects.toThrow(words);
      await expect(reading).rejects.toBeInstanceOf(BrokenEntry);
    }
  });

  test('a directory that lies about a size: is found out while unpacking', async () => {
    const bytes = zipSync({ a: strToU8('a long text, '.repeat(50)) });
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length - 4; at += 1)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 20, true);
    expect(await allOf(new Blob([bytes as Uint8Array<ArrayBuffer>]))).toMatch(/more than it says, as a zip bomb does/);
  });

  test('a bomb of 128 MiB behind an honest directory’s back: ends after a step, not after all of it', async () => {
    const zip = new Blob([zipSync({ a: new Uint8Array(2 ** 27) }) as Uint8Array<ArrayBuffer>]);
    const directory = await readDirectory(zip, { ...generous, ratio: Infinity });
    const entry = directory.ok && directory.value[0];
    if (!entry) throw new Error('the bomb has no file');
    const before = process.memoryUsage().arrayBuffers;
    await expect(contentsOf(zip, { ...entry, bytes: 2 ** 20 })).rejects.toThrow(/more than it says/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 26);
  });

  test('cut off anywhere: is refused, and nothing else is thrown', async () => {
    const whole = bytesOf(witness.good['zip64']);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (length) => {
        expect(await allOf(new Blob([whole.subarray(0, length)]))).toEqual(expect.any(String));
      }),
      { seed: 50, numRuns: 60 },
    );
  });

  test.each(Object.keys(witness.good))(
    'any byte of %s changed: every file as it was, or refused with words',
    async (name) => {
      const whole = bytesOf(witness.good[name]);
      const known = new Set(Object.values(witness.files));
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
          const spoilt = whole.slice();
          spoilt[at] = (spoilt[at] ?? 0) ^ change;
          const found = await allOf(new Blob([spoilt]));
          // Names have no checksum; contents do.
          if (typeof found === 'string') expect(found).not.toBe('');
          else for (const content of Object.values(found)) expect(known).toContain(content);
        }),
        { seed: 51, numRuns: 120 },
      );
    },
  );
});
