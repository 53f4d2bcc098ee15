import { describe, expect, test } from 'vitest';
import { placeOf, refusalOf, refusalText, refused } from '../../src/domain/parsed.ts';

describe('placeOf', () => {
  test.each([
    [[], ''],
    [['items', 3, 'options'], 'items[3].options'],
    [[0, 'a'], '[0].a'],
    [['a b', 'c'], '["a b"].c'],
    [['x'.repeat(200)], `["${'x'.repeat(60)}…"]`],
  ])('%j: %s', (keys, place) => {
    expect(placeOf(keys)).toBe(place);
  });
});

describe('refusalOf', () => {
  const path = [{ key: 'items' }, { key: 0 }];

  test('a message of our own: is kept', () => {
    expect(refusalOf({ message: 'is empty', expected: null, received: '""', path })).toEqual(
      refused('items[0]', 'is empty'),
    );
  });

  test('a long value: is shortened', () => {
    const refusal = refusalOf({ message: 'Invalid type: …', expected: 'number', received: `"${'x'.repeat(9999)}"` });
    expect(refusalText(refusal)).toBe(`is "${'x'.repeat(59)}…, wanted number`);
  });
});
