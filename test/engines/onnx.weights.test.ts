import { describe, expect, test } from 'vitest';
import { onnxEngine } from '../../workers/onnx/engine.ts';
import { readWeights, type Weights } from '../../workers/onnx/weights.ts';
import { externalise } from '../../workers/onnx/wire/externalise.ts';
import { scan } from '../../workers/onnx/wire/scan.ts';
import { vocabulary } from './fixtures/byte-tokenizer.ts';
import { decoderFolder } from './fixtures/folders.ts';
import { nodeMachine } from './fixtures/node-machine.ts';
import { never, valueOf } from './replies.ts';
import { decoder, small } from './wire/decoder.ts';
import { encoder } from './wire/encoder.ts';
import { gap, open } from './wire/running.ts';

const drawn = { ...small, vocabulary: vocabulary.length };
const light = decoder(drawn);
/** More than a mebibyte of weights. */
const heavy = decoder({ ...drawn, layers: 8, inner: 512 });
const read = (file: Uint8Array<ArrayBuffer>, external: Weights['external'] = []) =>
  readWeights(new Blob([file]), 'model.onnx', external);
/** A graph that points into a second file. */
async function inTwo() {
  const { graph } = await externalise(await scan(heavy), 'model.onnx_data');
  return { graph, data: new Blob([heavy]) };
}

describe('readWeights', () => {
  test('a light graph: whole; a heavy one: small, pointing into its own file', async () => {
    const [one, two] = [valueOf(await read(light)), valueOf(await read(heavy))];
    expect(one.external).toEqual([]);
    expect(one.graph.length).toBeGreaterThan(light.length);
    expect(two.external.map(({ path, data }) => [path, data.size])).toEqual([['model.onnx', heavy.length]]);
    expect(two.graph.length).toBeLessThan(heavy.length / 20);
  });

  test('a decoder gets a score head and a hidden layer; one with its own, and an encoder, keep theirs', async () => {
    const plain = valueOf(await read(light));
    expect([plain.head?.narrowed, plain.hidden]).toEqual([true, 'touchstone_final']);
    const own = await read(new Uint8Array(await (decoderFolder().files.at(-1)?.from as Blob).arrayBuffer()));
    expect(valueOf(own)).toMatchObject({ hidden: null, head: { narrowed: true } });
    const bert = await read(encoder({ layers: 1, writtenOut: true, reveal: [] }));
    expect(valueOf(bert)).toMatchObject({ hidden: null, head: null });
  });

  test('a file beside it that is missing, empty or cut short: a bad model, and which', async () => {
    const { graph, data } = await inTwo();
    const reading = (blob: Blob) => read(graph, [{ path: 'model.onnx_data', data: blob }]);
    expect(await read(graph)).toMatchObject({ ok: false, message: expect.stringContaining('_data is missing') });
    for (const size of [0, 1000]) {
      expect(await reading(data.slice(0, size))).toMatchObject({
        fault: 'bad-model',
        message: expect.stringContaining(`model.onnx_data has ${size} bytes`),
      });
    }
    expect(await reading(data)).toMatchObject({ ok: true });
  });

  test('what is no ONNX model: a RangeError that says what it is', async () => {
    await expect(read(new TextEncoder().encode('<!doctype html>'))).rejects.toThrow('a web page');
  });
});

describe('onnxEngine', () => {
  const question = {
    prompt: { kind: 'text' as const, text: 'Once upon a time' },
    continuations: [' there was', ' a', 'q'],
  };
  async function answers(model: ReturnType<typeof decoderFolder>) {
    const engine = onnxEngine(nodeMachine());
    // Repeatable: otherwise a pace that is measured decides which tokens are computed together.
    valueOf(await engine.load(model, 'wasm', () => undefined, never, true));
    const [weighed] = (await engine.weigh([question], never)).map(valueOf);
    const [embedded] = (await engine.embed([{ text: 'to help a friend' }], never)).map(valueOf);
    engine.end();
    return { weighed, embedded };
  }

  test('one heavy file, or a graph with its data beside it: the same answers to the last digit', async () => {
    const { graph, data } = await inTwo();
    const beside = decoderFolder({ graph });
    const files = [...beside.files, { path: 'onnx/model.onnx_data', from: data }];
    expect(await answers({ ...beside, files })).toEqual(await answers(decoderFolder({ graph: heavy })));
  });

  test('embed, a decoder without hidden_states: the mean of the final norm over the tokens', async () => {
    const { embedded } = await answers(decoderFolder({ graph: light }));
    const witness = await open(decoder({ ...drawn, reveal: ['/model/layers.3/final_norm_layernorm/output_0'] }));
    const { data } = Object.values(
      await witness.run([embedded?.tokenIds ?? []], ['/model/layers.3/final_norm_layernorm/output_0']),
    )[0] as { data: Float32Array };
    const length = embedded?.tokenIds.length ?? 0;
    const mean = Array.from({ length: 64 }, (_, i) =>
      Array.from({ length }, (_, at) => data[at * 64 + i] as number).reduce((sum, x) => sum + x / length, 0),
    );
    expect(gap(embedded?.vector, mean)).toBeLessThan(1e-5);
    await witness.end();
  });

  test('weigh: each continuation is what a softmax over all scores of a plain run says', async () => {
    const { weighed } = await answers(decoderFolder({ graph: heavy }));
    const witness = await open(heavy);
    for (const { tokens, greedy } of weighed?.weighed ?? []) {
      const context = weighed?.shown.tokenIds ?? [];
      const row = [...context, ...tokens.map(({ id }) => id)];
      const { logits } = await witness.run([row], ['logits']);
      const bests = tokens.map(({ id, logprob }, i) => {
        const at = context.length - 1 + i;
        const scores = logits?.data.slice(at * vocabulary.length, (at + 1) * vocabulary.length) ?? new Float32Array();
        const sum = scores.reduce((total, score) => total + Math.exp(score - (scores[id] as number)), 0);
        expect(logprob).toBeCloseTo(-Math.log(sum), 5);
        return scores.indexOf(Math.max(...scores)) === id;
      });
      expect(greedy).toBe(bests.every(Boolean));
    }
    await witness.end();
  });
});
