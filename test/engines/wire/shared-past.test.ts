import { describe, expect, test } from 'vitest';
import { namesFor } from '../../../workers/onnx/wire/names.ts';
import { addNode, patched } from '../../../workers/onnx/wire/patch.ts';
import { scan } from '../../../workers/onnx/wire/scan.ts';
import { sharedPast } from '../../../workers/onnx/wire/shared-past.ts';
import { makeDecoder, type DecoderMade } from '../../models/made/decoder.ts';
import { makeEncoder } from '../../models/made/encoder.ts';
import { miniLm, tiny } from '../../models/made/folders.ts';
import { decoder, small } from './decoder.ts';
import { candid, gap, open, rowsOf, type Answers, type Fed } from './running.ts';

const [past, rows, length] = [9, 3, 7];
const [beginning] = rowsOf(1, past, 96) as [number[]];
const tails = rowsOf(rows, length, 96);

/** What is fed for `batch` rows after the beginning, whose caches come from `answers`. */
function after(answers: Answers, batch: number, inputs: readonly string[]): Record<string, Fed> {
  const caches = inputs.filter((name) => name.startsWith('past'));
  return {
    ...Object.fromEntries(
      caches.map((name) => {
        const { data, dims } = answers[name.replace(/^past(_key_values)?/, 'present')] as Answers[string];
        return [name, { float32: [...data], dims }];
      }),
    ),
    attention_mask: { int64: new Array<number>(batch * (past + length)).fill(1), dims: [batch, past + length] },
    position_ids: {
      int64: Array.from({ length: batch * length }, (_, i) => past + (i % length)),
      dims: [batch, length],
    },
  };
}

const plainly: DecoderMade = { ...tiny, style: 'plain' };
const models: readonly (readonly [string, Uint8Array | null])[] = [
  ['a plain decoder', makeDecoder(plainly)],
  ['one with short convolutions', makeDecoder({ ...plainly, convolutions: [0] })],
  ['candid', candid],
];

describe('sharedPast', () => {
  test.each(models.filter(([, file]) => file))(
    '%s: rows after what was remembered once, as each by itself in the graph as it came',
    async (_, file) => {
      const whole = file as Uint8Array;
      const found = await scan(whole);
      const patch = sharedPast(found, namesFor(found));
      expect(patch).not.toBeNull();
      const [plain, shared] = [await open(whole), await open(patched(whole, patch ?? { edits: [], additions: [] }))];
      expect(shared.inputs).toEqual(plain.inputs);
      const presents = plain.outputs.filter((name) => name.startsWith('present'));
      const begun = await plain.run([beginning], presents);
      const together = await shared.run(tails, ['logits', ...presents], after(begun, rows, shared.inputs));
      for (const [row, tail] of tails.entries()) {
        const alone = await plain.run([tail], ['logits', ...presents], after(begun, 1, plain.inputs));
        for (const name of ['logits', ...presents]) {
          const [one, all] = [alone[name] as Answers[string], together[name] as Answers[string]];
          expect(all.dims).toEqual([rows, ...one.dims.slice(1)]);
          const own = all.data.subarray(row * one.data.length, (row + 1) * one.data.length);
          expect(gap(own, one.data)).toBeLessThan(1e-5);
        }
      }
      // Nothing remembered, and a cache for each row, are taken as before.
      const [fresh, expected] = [await shared.run(tails, ['logits']), await plain.run(tails, ['logits'])];
      expect(gap(fresh['logits']?.data, expected['logits']?.data)).toBeLessThan(1e-5);
      await plain.end();
      await shared.end();
    },
  );

  test('left alone: fused attention, an encoder, graphs within the graph, an old operator set', async () => {
    const plain = makeDecoder(plainly);
    const enclosing = patched(plain, { edits: [], additions: [addNode('If', ['logits'], ['elsewhere'])] });
    for (const graph of [decoder(small), makeEncoder(miniLm), enclosing]) {
      const found = await scan(graph);
      expect(sharedPast(found, namesFor(found))).toBeNull();
    }
    const found = await scan(plain);
    expect(sharedPast({ ...found, opsets: new Map([['', 12]]) }, namesFor(found))).toBeNull();
    const fixed = found.inputs.map((input) => ({
      ...input,
      dims: input.dims?.map((size, i) => (i === 0 ? 1 : size)) ?? null,
    }));
    expect(sharedPast({ ...found, inputs: fixed }, namesFor(found))).toBeNull();
  });
});
