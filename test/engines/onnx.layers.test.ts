import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Loaded } from '../../src/domain/engine.ts';
import type { Prompt } from '../../src/domain/verbs.ts';
import { onnxEngine } from '../../workers/onnx/engine.ts';
import { decoderMade, encoderMade, miniLm, modelFilesOf, tiny, type Made } from '../models/made/folders.ts';
import witness from '../reference/made-decoder.json' with { type: 'json' };
import { decoderFolder, encoderFolder } from './fixtures/folders.ts';
import { nodeMachine } from './fixtures/node-machine.ts';
import { never, valueOf } from './replies.ts';
import { gap } from './wire/running.ts';

const plain = (text: string): Prompt => ({ kind: 'text', text });
async function opened(made: Made): Promise<{ engine: Engine; loaded: Loaded }> {
  const engine = onnxEngine(nodeMachine());
  return { engine, loaded: valueOf(await engine.load(modelFilesOf('made', made), 'wasm', () => undefined, never)) };
}

describe.each(['fused', 'plain'] as const)('a %s decoder against the same in NumPy', (style) => {
  let engine: Engine;
  let loaded: Loaded;
  beforeAll(async () => void ({ engine, loaded } = await opened(decoderMade({ ...tiny, style }))));
  afterAll(() => engine.end());

  test('facts: its layers, and its parameters but for the tables of angles where they can be told', () => {
    expect(loaded.model.layers).toBe(tiny.layers);
    const { vocabulary, hidden, heads, kvHeads, headSize, inner, layers, positions } = tiny;
    const attention = 2 * hidden * heads * headSize + 2 * hidden * kvHeads * headSize;
    const trained = 2 * vocabulary * hidden + layers * (attention + 3 * hidden * inner + 2 * hidden) + hidden;
    expect(loaded.model.parameters).toBe(style === 'fused' ? trained : trained + 2 * positions * headSize);
  });

  test.each(witness)(
    'embed, $ids.length tokens: the stream at every layer, over the text and at its end',
    async (each) => {
      const asked = each.layers.flatMap((_, layer) => [
        { text: each.text, layer },
        { text: each.text, layer, pooling: 'last' as const },
      ]);
      const answers = (await engine.embed(asked, never)).map(valueOf);
      each.layers.forEach(({ mean, last }, layer) => {
        expect(answers[2 * layer]?.tokenIds).toEqual(each.ids);
        expect(gap(answers[2 * layer]?.vector, mean)).toBeLessThan(1e-4);
        expect(gap(answers[2 * layer + 1]?.vector, last)).toBeLessThan(1e-4);
      });
    },
  );

  test.each(witness)(
    'weigh, steered at each layer after $ids.length tokens',
    async ({ text, continuation, steered }) => {
      const question = { prompt: plain(text), continuations: [continuation.text] };
      const questions = steered.map(({ layer, vector }) => ({ ...question, steering: { layer, vector } }));
      const answers = (await engine.weigh(questions, never)).map(valueOf);
      steered.forEach(({ logprobs }, i) => {
        expect(answers[i]?.weighed[0]?.tokens.map(({ id }) => id)).toEqual(continuation.ids);
        expect(
          gap(
            answers[i]?.weighed[0]?.tokens.map(({ logprob }) => logprob),
            logprobs,
          ),
        ).toBeLessThan(1e-4);
      });
    },
  );

  test('steered and not, in one call: each its own, and the plain one is what it was before', async () => {
    const { text, continuation, steered } = witness[0] as (typeof witness)[number];
    const question = { prompt: plain(text), continuations: [continuation.text] };
    const { layer, vector } = steered[1] as (typeof steered)[number];
    const [alone] = (await engine.weigh([question], never)).map(valueOf);
    const [one, two, nought] = (
      await engine.weigh(
        [
          { ...question, steering: { layer, vector } },
          question,
          { ...question, steering: { layer, vector: vector.map(() => 0) } },
        ],
        never,
      )
    ).map(valueOf);
    expect(two).toEqual(alone);
    expect(gap([nought?.weighed[0]?.logprob ?? NaN], [alone?.weighed[0]?.logprob ?? NaN])).toBeLessThan(1e-5);
    expect(Math.abs((one?.weighed[0]?.logprob ?? NaN) - (alone?.weighed[0]?.logprob ?? NaN))).toBeGreaterThan(0.01);
  });

  test('generate, steered: another text, and the same one again', async () => {
    const question = { prompt: plain('Help a friend'), maxTokens: 6, temperature: 0, seed: 1, stop: [] };
    const vector = Array.from({ length: tiny.hidden }, (_, i) => (i % 2 === 0 ? 3 : -3));
    const steered = { ...question, steering: { layer: 1, vector } };
    const [one, two, three] = (await engine.generate([question, steered, steered], never)).map(valueOf);
    expect(two?.text).not.toBe(one?.text);
    expect(three).toEqual(two);
  });

  test('a layer that is not there, a vector of another length or not of numbers: bad questions, and only those', async () => {
    const question = { prompt: plain('Help'), continuations: [' a'] };
    const steerings = [
      { layer: tiny.layers + 1, vector: new Array<number>(tiny.hidden).fill(0) },
      { layer: 1, vector: [1] },
      { layer: 1, vector: new Array<number>(tiny.hidden).fill(NaN) },
      { layer: 0.5, vector: new Array<number>(tiny.hidden).fill(0) },
    ];
    const replies = await engine.weigh([question, ...steerings.map((steering) => ({ ...question, steering }))], never);
    expect(replies.map((reply) => (reply.ok ? 'fine' : reply.fault))).toEqual([
      'fine',
      ...steerings.map(() => 'bad-question'),
    ]);
    expect(replies[1]).toMatchObject({ message: 'Take layer 3: the model has layers 0 to 2' });
    expect(replies[2]).toMatchObject({ message: 'Steer: a vector of 1 numbers, wanted 64 finite ones' });
  });
});

test('an encoder: its layers can be read, and the last is what it gives by itself', async () => {
  const { engine, loaded } = await opened(encoderMade({ ...miniLm, vocabulary: 2000 }));
  expect(loaded.model.layers).toBe(miniLm.layers);
  const text = 'To help a stranger';
  const [own, last, first] = (await engine.embed([{ text }, { text, layer: 2 }, { text, layer: 0 }], never)).map(
    valueOf,
  );
  expect(gap(last?.vector, own?.vector)).toBeLessThan(1e-6);
  expect(gap(first?.vector, own?.vector)).toBeGreaterThan(0.1);
  engine.end();
});

test('a hybrid with short convolutions: every layer can be read', async () => {
  const { engine, loaded } = await opened(decoderMade({ ...tiny, layers: 3, convolutions: [0, 2] }));
  expect(loaded.model.layers).toBe(3);
  const texts = [0, 1, 2, 3].map((layer) => ({ text: 'To help', layer }));
  const vectors = (await engine.embed(texts, never)).map((reply) => valueOf(reply).vector.join());
  expect(new Set(vectors).size).toBe(4);
  engine.end();
});

test.each([
  ['fp16', 0.05],
  ['q4', 1e-4],
] as const)('%s: opened, it says what it said before', async (dtype, allowed) => {
  const { engine, loaded } = await opened(decoderMade({ ...tiny, dtype }));
  expect(loaded.model.layers).toBe(tiny.layers);
  const question = { prompt: plain('Help a friend'), continuations: [' in need'] };
  const steering = { layer: 1, vector: new Array<number>(tiny.hidden).fill(0) };
  const [one, two] = (await engine.weigh([question, { ...question, steering }], never)).map(valueOf);
  expect(gap([two?.weighed[0]?.logprob ?? NaN], [one?.weighed[0]?.logprob ?? NaN])).toBeLessThan(allowed);
  engine.end();
});

test('a model whose residual stream is not found: unsupported, and why; all else answers', async () => {
  const engine = onnxEngine(nodeMachine());
  const loaded = valueOf(await engine.load(encoderFolder(), 'wasm', () => undefined, never));
  expect(loaded.model.layers).toBeNull();
  const [fine, refused] = await engine.embed([{ text: 'a' }, { text: 'a', layer: 0 }], never);
  expect(fine?.ok).toBe(true);
  expect(refused).toMatchObject({
    ok: false,
    fault: 'unsupported',
    message: expect.stringContaining('how many layers'),
  });
  engine.end();
});

test('a model with a hidden layer of its own: layers all the same', async () => {
  const engine = onnxEngine(nodeMachine());
  const loaded = valueOf(await engine.load(decoderFolder(), 'wasm', () => undefined, never));
  expect(loaded.model.layers).toBe(2);
  const [own, last] = (await engine.embed([{ text: 'abc' }, { text: 'abc', layer: 2 }], never)).map(valueOf);
  expect(last?.vector.length).toBe(own?.vector.length);
  engine.end();
});
