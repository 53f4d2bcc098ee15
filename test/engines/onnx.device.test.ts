import { describe, expect, test } from 'vitest';
import { onnxEngine } from '../../workers/onnx/engine.ts';
import { graphMaker } from './fixtures/onnx-graph.ts';
import { decoderFolder, folder } from './fixtures/folders.ts';
import { nodeMachine } from './fixtures/node-machine.ts';
import { byteTokenizer } from './fixtures/byte-tokenizer.ts';
import { never } from './replies.ts';

const load = (
  adapter: { description: string; software: boolean; halves: boolean } | null,
  device: 'auto' | 'webgpu' | 'wasm',
) =>
  onnxEngine({ ...nodeMachine(), adapter: () => Promise.resolve(adapter) }).load(
    decoderFolder(),
    device,
    () => undefined,
    never,
  );

/** A model whose scores are its input's ids times `factor`. */
const scores = (factor: number) => {
  const graph = graphMaker();
  graph.input({ name: 'input_ids', type: 'int64', shape: ['batch', 'sequence'] });
  const ids = graph.node('Cast', ['input_ids'], ['float_ids'], { to: 1 });
  const column = graph.node('Unsqueeze', [ids, graph.constant('axis', 'int64', [1], [2])], ['column']);
  graph.node('MatMul', [column, graph.constant('row', 'float32', [1, 3], [factor, 0, 1])], ['logits']);
  graph.output({ name: 'logits', type: 'float32', shape: ['batch', 'sequence', 3] });
  return folder('scores', {
    'config.json': { architectures: ['TinyForCausalLM'] },
    'tokenizer.json': byteTokenizer({ before: [], after: [] }),
    'onnx/model.onnx': graph.file(),
  });
};

describe('place', () => {
  test('auto without an adapter: wasm, and why', async () => {
    expect(await load(null, 'auto')).toMatchObject({
      ok: true,
      value: {
        engine: { device: 'wasm', deviceDetail: '1 thread', selfTest: expect.stringContaining('No WebGPU adapter') },
      },
    });
  });

  test('auto with a software adapter: wasm, and why', async () => {
    expect(await load({ description: 'google swiftshader', software: true, halves: false }, 'auto')).toMatchObject({
      ok: true,
      value: { engine: { device: 'wasm', selfTest: expect.stringContaining('google swiftshader is software') } },
    });
  });

  test('auto with an adapter that does not work: wasm, and why', async () => {
    expect(await load({ description: 'a card', software: false, halves: false }, 'auto')).toMatchObject({
      ok: true,
      value: { engine: { device: 'wasm', selfTest: expect.stringContaining('WebGPU left aside') } },
    });
  });

  test('webgpu without an adapter: unsupported', async () => {
    expect(await load(null, 'webgpu')).toMatchObject({ ok: false, fault: 'unsupported' });
  });

  test('wasm: the adapter is not asked', async () => {
    expect(await load(null, 'wasm')).toMatchObject({
      ok: true,
      value: { engine: { selfTest: expect.stringContaining('Repeatable; the same in a batch.') } },
    });
  });

  test('a model that gives no numbers: inexact', async () => {
    const engine = onnxEngine(nodeMachine());
    expect(await engine.load(scores(1), 'wasm', () => undefined, never)).toMatchObject({ ok: true });
    expect(await engine.load(scores(NaN), 'wasm', () => undefined, never)).toMatchObject({
      ok: false,
      fault: 'inexact',
    });
  });

  test('a graph that is none, a tokenizer that is none: a bad model', async () => {
    const engine = onnxEngine(nodeMachine());
    const files = decoderFolder().files;
    for (const path of ['onnx/model.onnx', 'tokenizer.json', 'config.json']) {
      const broken = files.map((file) => (file.path === path ? { ...file, from: new Blob(['nonsense']) } : file));
      expect(await engine.load({ id: 'x', title: 'x', files: broken }, 'wasm', () => undefined, never)).toMatchObject({
        ok: false,
        fault: 'bad-model',
      });
    }
  });
});
