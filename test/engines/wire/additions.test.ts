import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openingOf } from '../../../workers/onnx/opening.ts';
import { namesFor } from '../../../workers/onnx/wire/names.ts';
import { parametersOf } from '../../../workers/onnx/wire/parameters.ts';
import { plainAttention } from '../../../workers/onnx/wire/plain-attention.ts';
import { scan } from '../../../workers/onnx/wire/scan.ts';
import { vocabularyOf } from '../../../workers/onnx/wire/vocabulary.ts';
import { decoder, small } from './decoder.ts';

const file = decoder(small);
/** Everything that is read off a graph or added to it after the score head. */
const steps: readonly ((found: Awaited<ReturnType<typeof scan>>) => unknown)[] = [
  (found) => openingOf(found, namesFor(found)).open(),
  (found) => plainAttention(found, namesFor(found)),
  parametersOf,
  vocabularyOf,
];

describe('additions to a graph', () => {
  test('a graph with bytes changed: a RangeError or an answer, never another error', async () => {
    // Names, lengths and attributes lie close together in the second half; the rest is mostly weights.
    const change = fc.record({ at: fc.nat(file.length - 1), byte: fc.nat(255) });
    const near = fc.record({ at: fc.nat(12_000), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(change, near), { minLength: 1, maxLength: 8 }), async (changes) => {
        const broken = file.slice();
        for (const { at, byte } of changes) broken[at] = byte;
        for (const step of steps) {
          const failure: unknown = await scan(broken)
            .then(step)
            .then(
              () => null,
              (error: unknown) => error,
            );
          expect(failure === null || failure instanceof RangeError, String(failure)).toBe(true);
        }
      }),
      { numRuns: 60, seed: 4 },
    );
  }, 120_000);

  test('a whole graph: every step answers', async () => {
    const found = await scan(file);
    expect(await parametersOf(found)).toBeGreaterThan(2 * small.vocabulary * small.hidden);
    expect(vocabularyOf(found)).toBe(small.vocabulary);
    expect(openingOf(found, namesFor(found)).layers).toBe(small.layers);
  });
});
