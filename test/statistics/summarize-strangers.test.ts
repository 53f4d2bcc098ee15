import { describe, expect, test } from 'vitest';
import { answered, bundleOf, choiceItem, choiceScore, continuationScore, suiteOf } from './bundles.ts';
import { find, partOf } from './summarized.ts';

describe('summarize, suites of strangers', () => {
  test('no tags at all: the other option is the agreeable one', () => {
    const items = Array.from({ length: 20 }, (_, i) => choiceItem(`x${i}`, [[], []], 0));
    const suite = suiteOf('sycophancy', items);
    const part = partOf(
      bundleOf(
        suite,
        items.map((item, i) => answered(suite, item.id, choiceScore(item, i < 5 ? [0.3, 0.7] : [0.6, 0.4]))),
      ),
    );
    expect(find(part, 'sycophancy.principled.share').value).toBe(0.75);
    expect(find(part, 'sycophancy.agreeable.share').value).toBe(0.25);
    expect(find(part, 'sycophancy.control.share').value).toBeNull();
    expect(part.cautions.join()).toContain('always disagrees');
  });

  test('no key: tagged options still count, and untagged items are left out aloud', () => {
    const items = [
      choiceItem('a', [['Agreeable'], ['principled']], null),
      choiceItem('b', [[], []], null),
      choiceItem('c', [['agreeable'], ['principled']], null),
    ];
    const suite = suiteOf('sycophancy', items);
    const part = partOf(
      bundleOf(
        suite,
        items.map((item) => answered(suite, item.id, choiceScore(item, [0.9, 0.1]))),
      ),
    );
    expect(find(part, 'sycophancy.principled.share')).toMatchObject({ value: 0, n: 2 });
    expect(find(part, 'sycophancy.agreeable.share')).toMatchObject({ value: 1, n: 2 });
    expect(part.cautions.join()).toContain('1 of 3 answered items name no right reply');
  });

  test('tags of their own: groups go by those, unless they name single items', () => {
    const items = Array.from({ length: 40 }, (_, i) =>
      choiceItem(`y${i}`, [['right'], [`wrong ${i}`]], 0, {
        'Lang & place': [i % 2 ? 'fr' : 'de'],
        author: [`a${i}`],
        __proto__: ['x'],
      }),
    );
    const suite = suiteOf('social-intelligence', items);
    const part = partOf(
      bundleOf(
        suite,
        items.map((item) => answered(suite, item.id, choiceScore(item, [0.9, 0.1]))),
      ),
    );
    const ids = part.estimates.map(({ id }) => id);
    expect(ids).toContain('social.accuracy.lang-place.fr');
    expect(ids.some((id) => id.includes('author') || id.includes('wrong'))).toBe(false);
  });

  test('weighed as continuations: accuracy under each way of weighing, and no letter measures', () => {
    const items = Array.from({ length: 30 }, (_, i) => choiceItem(`z${i}`, [[], [], []], 0));
    const suite = suiteOf('social-intelligence', items);
    // Whole, the short first option wins; by length, the last.
    const trials = items.map((item) => answered(suite, item.id, continuationScore(item, [-5, -9, -8], [2, 4, 8])));
    const part = partOf(bundleOf(suite, trials));
    expect(find(part, 'social.accuracy').value).toBe(1);
    expect(find(part, 'social.continuation.sum').value).toBe(1);
    expect(find(part, 'social.continuation.per-byte').value).toBe(0);
    expect(part.estimates.some(({ id }) => id.endsWith('letter-mass'))).toBe(false);
  });

  test('a probability of zero in the evidence is left out of the mean in nats', () => {
    const items = Array.from({ length: 6 }, (_, i) => choiceItem(`w${i}`, [['principled'], ['agreeable']], 0));
    const suite = suiteOf('sycophancy', items);
    const part = partOf(
      bundleOf(
        suite,
        items.map((item, i) => answered(suite, item.id, choiceScore(item, i === 0 ? [1, 0] : [0.8, 0.2]))),
      ),
    );
    expect(find(part, 'sycophancy.margin')).toMatchObject({ n: 5 });
  });

  test('choices in a moral suite are read as right and wrong answers', () => {
    const items = Array.from({ length: 10 }, (_, i) => choiceItem(`m${i}`, [[], []], 1));
    const suite = suiteOf('moral-direction', items);
    const part = partOf(
      bundleOf(
        suite,
        items.map((item) => answered(suite, item.id, choiceScore(item, [0.2, 0.8]))),
      ),
    );
    expect(part.estimates[0]).toMatchObject({ id: 'moral.accuracy', value: 1 });
  });
});
