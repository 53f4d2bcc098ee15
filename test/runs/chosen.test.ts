import { describe, expect, test } from 'vitest';
import { forcedChoice } from '../../src/protocols/forced-choice.ts';
import { phraseEmbedding } from '../../src/protocols/phrase-embedding.ts';
import { planOf } from '../../src/runs/plan.ts';
import { choice, phrase, suiteOf } from '../protocols/items.ts';

const choices = suiteOf(
  'choices',
  Array.from({ length: 10 }, (_, i) => choice([`yes ${i}`, `no ${i}`], i % 2, `c${i}`)),
);
const phrases = suiteOf('phrases', [
  { ...phrase('kill', 'a1'), role: 'anchor', side: 'dont' },
  ...Array.from({ length: 5 }, (_, i) => phrase(`do ${i}`, `p${i}`)),
]);

describe('planOf, items chosen by hand', () => {
  test('says how many were chosen by hand, and not where the seed would have drawn just these', async () => {
    const chosenOf = async (itemIds: readonly string[] | undefined, limit: number | null = null) => {
      const part = { suite: choices, protocol: forcedChoice, ...(itemIds && { itemIds }) };
      return (await planOf([part], { seed: 1, limit })).plan.parts[0];
    };
    const ids = choices.items.map(({ id }) => id);
    expect((await chosenOf(ids.slice(0, 4)))?.chosen).toBe(4);
    expect(await chosenOf(ids.slice(0, 4), 2)).toMatchObject({ chosen: 4, itemIds: { length: 2 } });
    expect(await chosenOf(ids)).not.toHaveProperty('chosen');
    const drawn = await chosenOf(undefined, 4);
    expect(drawn).not.toHaveProperty('chosen');
    expect(await chosenOf(drawn?.itemIds)).toEqual(drawn);
    const probe = [{ suite: phrases, protocol: phraseEmbedding, itemIds: ['p2'] }];
    expect((await planOf(probe, { seed: 1, limit: null })).plan.parts[0]).toMatchObject({
      chosen: 2,
      itemIds: ['a1', 'p2'],
    });
  });
});
