import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Trial } from '../../src/domain/run.ts';
import { outlineAt, packOutlines, unpackOutlines } from '../../src/store/outline-block.ts';
import { smallTrials } from '../exports/small-run.ts';

const number = fc.double();
const list = (length: number) => fc.array(number, { minLength: length, maxLength: length });
const place = fc.option(fc.nat(5));

const choice = fc.integer({ min: 1, max: 5 }).chain((options) =>
  fc.record({
    kind: fc.constant('choice' as const),
    probabilities: list(options),
    pick: place,
    orders: fc.array(
      fc.record({ order: fc.array(fc.nat(4), { minLength: options, maxLength: options }), logprobs: list(options) }),
      { maxLength: 4 },
    ),
    margin: fc.option(number),
    firstPlace: number,
    letterMass: number,
  }),
);
const continuation = fc.integer({ min: 0, max: 5 }).chain((options) =>
  fc.record({
    kind: fc.constant('continuation' as const),
    sums: list(options),
    perToken: list(options),
    perCharacter: list(options),
    perByte: list(options),
    picks: fc.record({ sum: place, perToken: place, perCharacter: place, perByte: place }),
  }),
);
const embedding = fc.record({ kind: fc.constant('embedding' as const), vector: fc.array(number) });
const reading = fc.oneof(choice, continuation, embedding);
const score = fc.oneof(
  fc.record({ kind: fc.constant('scored' as const), value: number, reading }),
  fc.record({ kind: fc.constant('open' as const), reading }),
  fc.record({ kind: fc.constant('unscored' as const), reason: fc.string() }),
);
const named = { suiteId: fc.string(), itemId: fc.string(), exchanges: fc.constant([]) };
const trial: fc.Arbitrary<Trial> = fc.oneof(
  fc.record({ ...named, outcome: fc.constant('answered' as const), score }),
  fc.record({
    ...named,
    outcome: fc.constant('failed' as const),
    fault: fc.constant('overflow' as const),
    message: fc.string(),
  }),
);

describe('packOutlines', () => {
  test('any trials: come back as they were, NaN, infinities and negative zeros included', () =>
    fc.assert(
      fc.property(fc.array(trial, { maxLength: 12 }), (trials) => {
        expect(unpackOutlines(packOutlines(trials))).toEqual(trials);
      }),
    ));

  test('evidence is left out, and nothing else', () => {
    const bare = smallTrials.map((one) => ({ ...one, exchanges: [] }));
    expect(unpackOutlines(packOutlines(smallTrials))).toEqual(bare);
  });

  test('orders that do not fit the options, and fields that this version does not know: are kept whole', () => {
    const odd = {
      suiteId: 's',
      itemId: 'i',
      exchanges: [],
      outcome: 'answered',
      score: {
        kind: 'open',
        reading: {
          kind: 'choice',
          probabilities: [0.5, 0.5],
          pick: null,
          orders: [{ order: [0, 1, 2], logprobs: [-1, -2, -3] }],
          margin: null,
          firstPlace: 0.5,
          letterMass: 1,
        },
      },
    } as const;
    const later = {
      ...odd,
      score: { kind: 'open', reading: { ...odd.score.reading, orders: [], entropy: 0.7 } },
    } as Trial;
    expect(unpackOutlines(packOutlines([odd, later]))).toEqual([odd, later]);
  });

  test('a place beyond the block: is refused', () =>
    expect(() => outlineAt(packOutlines(smallTrials), smallTrials.length)).toThrow(RangeError));
});
