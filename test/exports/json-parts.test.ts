import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJson } from '../../src/domain/json-text.ts';
import { refusalText, type Parsed } from '../../src/domain/parsed.ts';
import { readJsonParts } from '../../src/exports/json-parts.ts';
import { JsonSplitter, type JsonPart } from '../../src/exports/json-splitter.ts';

const limits = { bytes: 10_000, value: 10_000, depth: 8 };
const isListed = (key: string) => key.startsWith('list');

/** Puts the parts of an object together again. */
function whole(parts: readonly JsonPart[]): unknown {
  const object: Record<string, unknown> = {};
  for (const part of parts) {
    if (part.kind === 'other') return part.value;
    if (part.kind === 'member') object[part.key] = part.value;
    else {
      const list = (object[part.key] ??= []) as unknown[];
      expect(part.from).toBe(list.length);
      list.push(...part.values);
    }
  }
  return object;
}

/** What the splitter makes of a text that comes in pieces, which begin at these places. */
function split(text: string, cuts: readonly number[]): Parsed<unknown> {
  const splitter = new JsonSplitter({ bytes: limits.value, depth: limits.depth }, isListed);
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  for (const [at, place] of places.slice(0, -1).entries()) splitter.push(text.slice(place, places[at + 1]));
  splitter.end();
  return splitter.refusal ?? { ok: true, value: whole(splitter.parts) };
}

const verdict = (read: Parsed<unknown>) => (read.ok ? read.value : refusalText(read));

const file = fc
  .record({
    a: fc.jsonValue({ maxDepth: 3 }),
    'li"st\\\n': fc.jsonValue({ maxDepth: 2 }),
    list: fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 6 }),
    list2: fc.oneof(fc.array(fc.string({ unit: 'grapheme' })), fc.jsonValue({ maxDepth: 2 })),
    z: fc.constantFrom(-1.5e-7, 0, true, null, ''),
  })
  .filter((value) => !/__proto__|constructor|prototype/.test(JSON.stringify(value)));
const written = fc
  .tuple(file, fc.constantFrom(0, 1, '\t'))
  .map(([value, indent]) => JSON.stringify(value, null, indent));
const cuts = fc.array(fc.nat(), { maxLength: 8 });

describe('JsonSplitter', () => {
  test('any object in any pieces: is put together again as JSON.parse reads it', () => {
    fc.assert(
      fc.property(written, cuts, (text, places) => {
        expect(verdict(split(text, places))).toEqual(JSON.parse(text));
      }),
      { seed: 61, numRuns: 400 },
    );
  });

  test('any object with one character changed, put in, taken out, or cut off there: the very sentence of the whole file', async () => {
    const marks = fc.constantFrom(
      '',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '\n',
      ' ',
      '-',
      '1',
      'x',
      'true',
      '\u0001',
      '\0',
    );
    const way = fc.constantFrom('change', 'put in', 'cut off');
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(written, cuts, fc.nat(), marks, way, async (text, places, at, mark, how) => {
        const from = at % text.length;
        const rest = how === 'cut off' ? '' : text.slice(how === 'change' ? from + 1 : from);
        const broken = text.slice(0, from) + mark + rest;
        const wanted = await readJson(broken, limits);
        const found = split(broken, places);
        if (!found.ok && found.message === 'stands twice') return;
        if (!wanted.ok) refused += 1;
        expect(verdict(found)).toEqual(verdict(wanted));
      }),
      { seed: 62, numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });

  test.each([
    ['', 'The file is empty.'],
    [' \n', 'The file is empty.'],
    ['{"a":1,"a":2}', 'a: stands twice'],
    ['{"list":[1,{"b":[{"__proto__":1}]}]}', 'list[1].b[0].__proto__: a key of this name is not accepted'],
    ['{"constructor":1}', 'constructor: a key of this name is not accepted'],
    ['{"a":[[[[[[[[1]]]]]]]]}', 'line 1, column 13: brackets stand more than 8 deep inside each other'],
    ['{"list":[\n1,\n[[[[[[[1]]]]]]]]}', 'line 3, column 7: brackets stand more than 8 deep inside each other'],
    [`{"a":"${'x'.repeat(10_000)}"}`, 'line 1, column 6: One value is too long: it is more than 0 MiB.'],
  ])('%j: is refused', (text, message) => expect(verdict(split(text, [3, 9]))).toBe(message));

  test('what is no object: is given whole', () => expect(verdict(split('[1,[2]]', [2, 4]))).toEqual([1, [2]]));
});

describe('readJsonParts', () => {
  const read = async (blob: Blob) => {
    const parts: JsonPart[] = [];
    for await (const part of readJsonParts(blob, limits, { isListed })) {
      if (!part.ok) return refusalText(part);
      parts.push(part.value);
    }
    return whole(parts);
  };

  test('a byte order mark: is passed over', async () =>
    expect(await read(new Blob(['\uFEFF{"list":["ü",2]}']))).toEqual({ list: ['ü', 2] }));
  test('what is no UTF-8: is refused', async () =>
    expect(await read(new Blob([new Uint8Array([0x7b, 0x22, 0xff, 0xfe])]))).toBe('The file is not UTF-8 text.'));
  test('a character cut off at the end: is refused', async () =>
    expect(await read(new Blob([new Uint8Array([0x7b, 0xc3])]))).toBe('The file is not UTF-8 text.'));
  test('a file that is too large: is refused unread', async () =>
    expect(await read(new Blob(['x'.repeat(10_001)]))).toMatch(/^The file is too large/));
  test('bytes: are told as they are read, to the end', async () => {
    const large = new Blob([`{"list":[${'"abcdefgh",'.repeat(500_000)}1]}`]);
    const heard: number[] = [];
    const taking = { isListed, on: (bytes: number) => void heard.push(bytes) };
    let entries = 0;
    for await (const part of readJsonParts(large, { ...limits, bytes: 2 ** 24 }, taking))
      if (part.ok && part.value.kind === 'entries') entries += part.value.values.length;
    expect(entries).toBe(500_001);
    expect(heard.length).toBeGreaterThan(1);
    expect(heard.at(-1)).toBe(large.size);
  });
});
