import { describe, expect, test } from 'vitest';
import { onnxEngine } from '../../workers/onnx/engine.ts';
import {
  besideItself,
  decoderMade,
  encoderMade,
  miniLm,
  modelFilesOf,
  smol,
  tiny,
  type Made,
} from '../models/made/folders.ts';
import { nodeMachine } from './fixtures/node-machine.ts';
import { never, valueOf } from './replies.ts';

/** Loads a made folder, and asks it all it can be asked. */
async function evaluated(made: Made, repeatable = false) {
  const engine = onnxEngine(nodeMachine());
  const loaded = valueOf(await engine.load(modelFilesOf('made', made), 'wasm', () => undefined, never, repeatable));
  const prompt = {
    kind: 'chat' as const,
    messages: [{ role: 'user' as const, content: 'A friend is late. What now?' }],
  };
  const weighed = loaded.model.verbs.includes('weigh')
    ? valueOf((await engine.weigh([{ prompt, continuations: ['Wait for a while', 'Go', ' A', ' B'] }], never))[0])
    : null;
  const said = loaded.model.verbs.includes('generate')
    ? valueOf((await engine.generate([{ prompt, maxTokens: 3, temperature: 0, seed: 1, stop: [] }], never))[0])
    : null;
  const embedded = valueOf((await engine.embed([{ text: 'Should I help a stranger?' }], never))[0]);
  engine.end();
  return { loaded, weighed, said, embedded };
}

describe('a made folder', () => {
  test('SmolLM2: 49,152 tokens, grouped attention; weighs, says and embeds', async () => {
    const { loaded, weighed, said, embedded } = await evaluated(decoderMade(smol));
    expect(loaded.model).toMatchObject({ contextLength: 2048, verbs: ['weigh', 'generate', 'embed'] });
    expect(weighed?.shown.rendered).toContain(
      '<|im_start|>user\nA friend is late. What now?<|im_end|>\n<|im_start|>assistant\n',
    );
    expect(weighed?.weighed.map(({ tokens }) => tokens.map(({ text }) => text).join(''))).toEqual([
      'Wait for a while',
      'Go',
      ' A',
      ' B',
    ]);
    expect(said?.tokens.length).toBeGreaterThan(0);
    expect(embedded.vector.length).toBe(192);
  });

  test('MiniLM: 30,522 tokens, three inputs; embeds', async () => {
    const { loaded, embedded } = await evaluated(encoderMade(miniLm));
    expect(loaded.model.verbs).toEqual(['embed']);
    expect(embedded.vector.length).toBe(96);
    expect([embedded.tokenIds[0], embedded.tokenIds.at(-1)]).toEqual([101, 102]);
    expect(embedded.tokenIds).not.toContain(100);
  });

  test('fused or written out: the same numbers', async () => {
    const [fused, plain] = [
      await evaluated(decoderMade(tiny)),
      await evaluated(decoderMade({ ...tiny, style: 'plain' })),
    ];
    fused.weighed?.weighed.forEach(({ logprob }, i) => {
      expect(Math.abs(logprob - (plain.weighed?.weighed[i]?.logprob ?? NaN))).toBeLessThan(1e-4);
    });
    expect(plain.said?.tokens).toEqual(fused.said?.tokens);
  });

  test('weights beside the graph: the same to the last digit', async () => {
    const whole = decoderMade(tiny);
    // Otherwise each load measures its own pace, and what is measured decides which tokens are computed together.
    const [one, two] = [await evaluated(whole, true), await evaluated(await besideItself(whole), true)];
    expect(two.weighed).toEqual(one.weighed);
    expect(two.loaded.model.files.map(({ path }) => path)).toContain('onnx/model.onnx_data');
  });

  test('a hybrid with short convolutions: remembers what it convolves', async () => {
    const { weighed, said } = await evaluated(decoderMade({ ...tiny, layers: 3, convolutions: [0, 2] }));
    expect(weighed?.weighed.every(({ logprob }) => logprob < 0)).toBe(true);
    expect(said?.tokens.length).toBe(3);
  });

  test.each([
    ['fp16', 0.05],
    ['q4', 3],
    ['q8', 1],
  ] as const)('%s: near the whole numbers', async (dtype, allowed) => {
    const [whole, short] = [await evaluated(decoderMade(tiny)), await evaluated(decoderMade({ ...tiny, dtype }))];
    expect(short.loaded.engine.dtype).toBe(dtype);
    const gaps = whole.weighed?.weighed.map(({ logprob }, i) =>
      Math.abs(logprob - (short.weighed?.weighed[i]?.logprob ?? NaN)),
    );
    expect(Math.max(...(gaps ?? [NaN]))).toBeLessThan(allowed);
    expect(Math.max(...(gaps ?? [0]))).toBeGreaterThan(0);
  });
});
