import { describe, expect, test } from 'vitest';
import { onnxEngine } from '../../workers/onnx/engine.ts';
import witness from '../reference/tiny-decoder.json' with { type: 'json' };
import { vocabulary } from './fixtures/byte-tokenizer.ts';
import { decoderFolder, decoderSizes } from './fixtures/folders.ts';
import { nodeMachine } from './fixtures/node-machine.ts';
import { never, valueOf } from './replies.ts';

const engine = onnxEngine(nodeMachine());
const loaded = engine.load(decoderFolder(), 'wasm', () => undefined, never);
/** Special tokens keep texts apart that would merge. */
const textOf = (ids: readonly number[]) => ids.map((id) => vocabulary[id]).join('');

describe('onnx against the same decoder in NumPy', () => {
  test('the witness has the sizes of the fixture', () => {
    expect(decoderSizes).toMatchObject(witness.sizes);
  });

  test.each(witness.cases)(
    'weigh, $ids.length tokens: the probability of every token after them',
    async ({ ids, next }) => {
      valueOf(await loaded);
      const question = { prompt: { kind: 'text' as const, text: textOf(ids) }, continuations: [...vocabulary] };
      const answer = valueOf((await engine.weigh([question], never))[0]);
      expect(answer.shown.tokenIds).toEqual(ids);
      // The last of the prompt merges with some.
      const single = answer.weighed.filter(({ tokens }) => tokens.length === 1);
      expect(single.length).toBeGreaterThan(100);
      for (const { tokens, logprob } of single) {
        expect(Math.abs(logprob - (next[tokens[0]?.id ?? -1] ?? NaN))).toBeLessThan(1e-4);
      }
    },
  );

  test.each(witness.cases.filter(({ ids }) => ids.length > 1))(
    'weigh, a continuation of $logprobs.length tokens: each of them',
    async ({ ids, logprobs }) => {
      valueOf(await loaded);
      const question = {
        prompt: { kind: 'text' as const, text: textOf(ids.slice(0, 1)) },
        continuations: [textOf(ids.slice(1))],
      };
      const { weighed } = valueOf((await engine.weigh([question], never))[0]);
      expect(weighed[0]?.tokens.map((token) => token.id)).toEqual(ids.slice(1));
      weighed[0]?.tokens.forEach((token, i) => {
        expect(Math.abs(token.logprob - (logprobs[i] ?? NaN))).toBeLessThan(1e-4);
      });
    },
  );

  test.each(witness.cases)('embed, $ids.length tokens: the mean of the last hidden layer', async ({ ids, mean }) => {
    valueOf(await loaded);
    const { vector, tokenIds } = valueOf((await engine.embed([{ text: textOf(ids) }], never))[0]);
    expect(tokenIds).toEqual(ids);
    vector.forEach((value, i) => expect(Math.abs(value - (mean[i] ?? NaN))).toBeLessThan(1e-5));
  });
});
