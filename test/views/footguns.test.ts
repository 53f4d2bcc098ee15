import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { optionOrders } from '../../src/protocols/orders.ts';
import { traps } from '../../src/views/footguns/traps.ts';
import { measures } from '../../src/views/methods/measures.ts';
import { readTokenizer } from '../../workers/onnx/tokenizer.ts';

const example = (id: string) => traps.find((trap) => trap.id === id)?.example ?? '';
const numbers = (text: string) =>
  [...text.matchAll(/\d[\d,]*(?:\.\d+)?/g)].map(([found]) => Number(found.replace(',', '')));

describe('traps', () => {
  test('every one can be linked to: no id twice on the page of methods', () => {
    const ids = [...traps, ...measures].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[\w-]+$/);
  });

  test('joint tokens: the example is what a byte-level tokenizer does', () => {
    const path = join(import.meta.dirname, '../reference/tokens.json');
    const witness = JSON.parse(readFileSync(path, 'utf8')) as Record<string, { file: Record<string, unknown> }>;
    const tokenizer = readTokenizer(witness['byte-level, Llama 3']?.file ?? {}, {}, {});
    const cut = (text: string) =>
      tokenizer
        .encode(text)
        .map((id) => tokenizer.token(id).text.replace(' ', '␣'))
        .join('|');
    expect(example('joint-tokens')).toBe(
      `apart      ${cut('once ')}   ${cut('there')}\ntogether   ${cut('once there')}`,
    );
  });

  test('letter mass, temperature, overflow: the examples add up', () => {
    const [a = 0, b = 0, rest = 0, share] = numbers(example('letter-mass'));
    expect(a + b + rest).toBeCloseTo(1, 9);
    expect(share).toBe(Math.round((100 * a) / (a + b)));
    const [p = 0, , cold] = numbers(example('temperature'));
    expect(cold).toBeCloseTo(p ** 2 / (p ** 2 + (1 - p) ** 2), 2);
    const [tokens = 0, context = 0, gone] = numbers(example('overflow'));
    expect(gone).toBe(tokens - context);
  });

  test('position: every order that the text speaks of is asked', () => {
    expect(optionOrders(2)).toEqual([
      [0, 1],
      [1, 0],
    ]);
    for (let place = 0; place < 4; place++)
      expect(
        optionOrders(4)
          .map((order) => order[place])
          .toSorted(),
      ).toEqual([0, 1, 2, 3]);
  });
});
