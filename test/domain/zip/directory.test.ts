import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { refusalText } from '../../../src/domain/parsed.ts';
import { readDirectory } from '../../../src/domain/zip/directory.ts';
import { bytesOf, generous, witness } from './archives.ts';

const limits = { entries: 10, bytes: 2 ** 20, ratio: 100, ratioFrom: 2 ** 17 };
const zipped = (files: Record<string, Uint8Array>) => new Blob([zipSync(files) as Uint8Array<ArrayBuffer>]);
const noise = () => crypto.getRandomValues(new Uint8Array(60_000));

async function verdict(zip: Blob, within = limits): Promise<string> {
  const directory = await readDirectory(zip, within);
  return directory.ok ? 'is read' : refusalText(directory);
}

/** A zip of one file, with a number of 16 or 32 bits in its directory's entry changed. */
function changed(offset: number, value: number, bits: 16 | 32 = 16): Blob {
  const bytes = zipSync({ a: strToU8('text '.repeat(50)) });
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length - 4; at += 1) {
    if (view.getUint32(at, true) !== 0x02014b50) continue;
    if (bits === 16) view.setUint16(at + offset, value, true);
    else view.setUint32(at + offset, value, true);
  }
  return new Blob([bytes as Uint8Array<ArrayBuffer>]);
}

describe('readDirectory', () => {
  test.each([
    ['encrypted', /^m\/\S+: is encrypted; unpack it first/],
    ['a link', /^m\/link: is a link, not a file/],
    ['bzip2', /^m\/config\.json: .*method 12\); pack it anew/],
    ['bomb', /^config\.json: unpacks to more than 200 times its size, as a zip bomb does/],
    ['overlapping', /^a: .*overlaps/],
  ])('%s: is refused by name', async (name, words) => {
    expect(await verdict(new Blob([bytesOf(witness.bad[name])]), generous)).toMatch(words);
  });

  test.each(Object.keys(witness.names))('a file called %j that another program packed: is refused', async (name) => {
    const zip = new Blob([bytesOf(witness.names[name])]);
    expect(await verdict(zip, generous)).toBe(`${JSON.stringify(name)}: is a name that leads out of its folder`);
  });

  test.each(['../evil.txt', '/etc/passwd', 'a/../../b', 'C:/x', 'a\\b', 'nul\u0000byte'])(
    'a file named %j: is refused',
    async (name) =>
      expect(await verdict(zipped({ [name]: strToU8('x') }))).toMatch(/leads out of its folder|control characters/),
  );

  test('two files of one name: are refused', async () => {
    const bytes = zipSync({ twin1: strToU8('x'), twin2: strToU8('y') });
    const text = new TextDecoder('latin1').decode(bytes).replaceAll('twin2', 'twin1');
    expect(await verdict(new Blob([Uint8Array.from(text, (mark) => mark.charCodeAt(0))]))).toBe(
      'twin1: stands twice in the zip',
    );
  });

  test('a zip bomb: is refused by what its directory says, before anything is unpacked', async () =>
    expect(await verdict(zipped({ 'zeros.txt': new Uint8Array(2 ** 20 - 1) }))).toMatch(/as a zip bomb does/));

  test('many small files that unpack to far more than the zip has: are refused', async () => {
    const files = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`f${at}`, new Uint8Array(2 ** 17)]));
    const found = await verdict(zipped(files), { ...limits, bytes: 2 ** 24 });
    expect(found).toBe('The zip unpacks to more than 100 times its size, as a zip bomb does');
  });

  test('more than fits, or too many files: is refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`f${at}`, strToU8('x')]));
    expect(await verdict(zipped(many))).toMatch(/holds 11 files, at most 10/);
    const large = zipped({ a: noise(), b: noise() });
    expect(await verdict(large)).toBe('is read');
    expect(await verdict(large, { ...limits, bytes: 100_000 })).toMatch(
      /^b: with this file the zip unpacks to more than/,
    );
  });

  test('an encrypted file, and one packed in an unknown way: are refused with what to do', async () => {
    expect(await verdict(changed(8, 1))).toMatch(/is encrypted; unpack it first/);
    expect(await verdict(changed(10, 93))).toMatch(/method 93\); pack it anew/);
  });

  test('sizes and places that cannot be: are refused', async () => {
    expect(await verdict(changed(10, 0))).toBe('a: is damaged: its sizes contradict each other');
    expect(await verdict(changed(42, 2 ** 31, 32))).toMatch(/^a: is damaged: it overlaps/);
    expect(await verdict(changed(20, 2 ** 32 - 1, 32))).toMatch(/^a: is damaged: it overlaps/);
  });

  test.each([
    ['nothing', ''],
    ['text', 'this is no archive at all'],
    ['an image', Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.alloc(5000)])],
  ])('%s: is no zip', async (_, content) => {
    expect(await verdict(new Blob([content]))).toMatch(/is empty|not a whole zip/);
  });

  test('a zip cut off anywhere: is refused', async () => {
    const bytes = zipSync({ 'a.txt': strToU8('some text'.repeat(100)) });
    for (let end = 1; end < bytes.length; end += 7)
      expect(await verdict(new Blob([bytes.slice(0, end) as Uint8Array<ArrayBuffer>]))).toMatch(/not a whole zip/);
  });
});
