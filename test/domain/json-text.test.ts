import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonFault } from '../../src/domain/json-fault.ts';
import { readJson } from '../../src/domain/json-text.ts';
import { refusalText } from '../../src/domain/parsed.ts';

const limits = { bytes: 1000, depth: 4 };

async function refusalOf(source: string | Blob, within = limits): Promise<string> {
  const result = await readJson(source, within);
  return result.ok ? 'was read' : refusalText(result);
}

describe('readJson', () => {
  test.each([
    ['empty', '', 'The file is empty.'],
    ['only space', ' \n\t ', 'The file is empty.'],
    ['only a byte order mark', '\uFEFF', 'The file is empty.'],
    ['prose', 'Hello', 'line 1, column 1: This is not JSON: found "Hello" where a value was wanted'],
    ['a web page', '<!doctype html>', 'line 1, column 1: This is not JSON: found "<" where a value was wanted'],
    [
      'cut off in a list',
      '{\n  "a": [1,',
      'line 2, column 11: This is not JSON: the text breaks off where a value was wanted',
    ],
    [
      'cut off in a text',
      '{"a": "bc',
      'line 1, column 10: This is not JSON: the text breaks off inside a text in double quotes',
    ],
    ['a comma too many', '[1,\n2,\n]', 'line 3, column 1: This is not JSON: found "]" where a value was wanted'],
    [
      'a comma too few',
      '{"a": 1\n"b": 2}',
      'line 2, column 1: This is not JSON: found "\\"" where a comma or the closing bracket was wanted',
    ],
    [
      'single quotes',
      "{'a': 1}",
      'line 1, column 2: This is not JSON: found "\'" where a key in double quotes or } was wanted',
    ],
    [
      'the wrong bracket',
      '[{"a": 1]',
      'line 1, column 9: This is not JSON: found "]" where a comma or the closing bracket was wanted',
    ],
    ['two values', '{} {}', 'line 1, column 4: This is not JSON: "{" stands after the end of the JSON'],
    ['not a number', '[NaN]', 'line 1, column 2: This is not JSON: found "NaN" where a value or ] was wanted'],
    [
      'a line break in a text',
      '["a\nb"]',
      'line 1, column 4: This is not JSON: found "\\n" inside a text, where it must be escaped',
    ],
    ['a NUL', '{"a": "\0"}', 'line 1, column 8: found a NUL character; this is no text file'],
    ['too deep', '\n[[[[[1]]]]]', 'line 2, column 5: brackets stand more than 4 deep inside each other'],
    ['too large', `"${'x'.repeat(1000)}"`, 'The file is too large: 0 MiB, at most 0 MiB.'],
  ])('%s: is refused with its place', async (_, source, message) => {
    expect(await refusalOf(source)).toBe(message);
    expect(await refusalOf(new Blob([source]))).toBe(message);
  });

  test.each([
    ['{"__proto__": {"a": 1}}', '__proto__: a key of this name is not accepted'],
    ['{"a": [0, {"constructor": 1}]}', 'a[1].constructor: a key of this name is not accepted'],
    ['{"a b": {"\\u005f_proto__": 1}}', '["a b"].__proto__: a key of this name is not accepted'],
  ])('a key that reaches into every object, %s: is refused with its place', async (source, message) => {
    expect(await refusalOf(source)).toBe(message);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  test('a byte order mark: is passed over', async () => {
    expect(await readJson('\uFEFF{"a": 1}', limits)).toEqual({ ok: true, value: { a: 1 } });
    expect(await readJson(new Blob(['\uFEFF{"a": 1}']), limits)).toEqual({ ok: true, value: { a: 1 } });
  });

  test('brackets and quotes inside texts: do not count as depth', async () => {
    const value = ['[[[[[[[', '{"{"{"{', '\\"[[[[['];
    expect(await readJson(JSON.stringify(value), limits)).toEqual({ ok: true, value });
  });

  test('bytes that are no UTF-8: are refused', async () => {
    expect(await refusalOf(new Blob([new Uint8Array([0x22, 0xff, 0xfe, 0x22])]))).toBe('The file is not UTF-8 text.');
    expect(await refusalOf(new Blob([new Uint8Array([0x22, 0xc3])]))).toBe('The file is not UTF-8 text.');
  });

  test('a hundred megabytes of brackets: refused at the first piece, none of the rest is read', async () => {
    const piece = '['.repeat(2 ** 20);
    const file = new Blob(Array.from({ length: 100 }, () => piece));
    let pieces = 0;
    const stream = file.stream.bind(file);
    file.stream = () =>
      stream().pipeThrough(
        new TransformStream({
          transform(chunk, controller) {
            pieces += 1;
            controller.enqueue(chunk);
          },
        }),
      ) as ReturnType<Blob['stream']>;
    expect(await refusalOf(file, { bytes: 2 ** 30, depth: 32 })).toBe(
      'line 1, column 33: brackets stand more than 32 deep inside each other',
    );
    expect(pieces).toBeLessThan(5);
    expect(await refusalOf(file, { bytes: 32 * 2 ** 20, depth: 32 })).toBe(
      'The file is too large: 100 MiB, at most 32 MiB.',
    );
  });

  test('a character cut in two by the pieces of a file: comes out whole', async () => {
    const value = { text: 'ä€𝄞'.repeat(100_000) };
    expect(await readJson(new Blob([JSON.stringify(value)]), { bytes: 2 ** 24, depth: 4 })).toEqual({
      ok: true,
      value,
    });
  });

  test('any JSON without dangerous keys: comes out as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ noUnicodeString: false }), async (value) => {
        const text = JSON.stringify(value, null, 1);
        fc.pre(!/"(__proto__|constructor|prototype)"/.test(text));
        const result = await readJson(text, { bytes: 2 ** 20, depth: 100 });
        expect(result).toEqual({ ok: true, value: JSON.parse(text) as unknown });
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  test('any text at all: an answer, never a throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const result = await readJson(text, limits);
        expect(typeof result.ok).toBe('boolean');
      }),
      { seed: 12, numRuns: 500 },
    );
  });
});

describe('jsonFault', () => {
  const agrees = (text: string) => {
    let isJson = true;
    try {
      JSON.parse(text);
    } catch {
      isJson = false;
    }
    expect(jsonFault(text) === null, text).toBe(isJson);
  };

  test('any text made of the marks of JSON: is a fault exactly where JSON.parse throws', () => {
    const marks = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '"\\u00e9"',
      '\\',
      '\\u12',
      '-',
      '0',
      '01',
      '1.5e+3',
      '1.',
      'true',
      'nul',
      'null',
      ' ',
      '\n',
      '\u00a0',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...marks), { maxLength: 12 }), (parts) => agrees(parts.join(''))),
      {
        seed: 13,
        numRuns: 20_000,
      },
    );
  });

  test('JSON with one character taken out or put in: is a fault exactly where JSON.parse throws', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', ']', '1', 'x', '\\'), (text, where, mark) => {
        const at = where % (text.length + 1);
        agrees(text.slice(0, at) + mark + text.slice(at + (mark === '' ? 1 : 0)));
      }),
      { seed: 14, numRuns: 5000 },
    );
  });
});
