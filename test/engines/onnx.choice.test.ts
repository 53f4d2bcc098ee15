import { describe, expect, test } from 'vitest';
import type { DeviceChoice } from '../../src/domain/engine.ts';
import { attemptsFor, unfitForGpu } from '../../workers/onnx/choice.ts';
import { onnxEngine } from '../../workers/onnx/engine.ts';
import { layoutOf } from '../../workers/onnx/layout.ts';
import type { Adapter } from '../../workers/onnx/machine.ts';
import { decoderMade, modelFilesOf, tiny } from '../models/made/folders.ts';
import { nodeMachine } from './fixtures/node-machine.ts';
import { never, valueOf } from './replies.ts';

const card: Adapter = { description: 'a card', software: false, halves: true };
const old: Adapter = { ...card, halves: false };
const software: Adapter = { ...card, software: true };
/** A folder whose graphs have these sizes in megabytes, by suffix. */
function graphsOf(sizes: Readonly<Record<string, number>>) {
  const texts = ['config.json', 'tokenizer.json'].map((path) => ({ path, from: '' }));
  const graphs = Object.entries(sizes).map(([suffix, size]) => ({
    path: `onnx/model${suffix}.onnx`,
    from: '',
    bytes: size * 1e6,
  }));
  return valueOf(layoutOf([...texts, ...graphs])).graphs;
}
const all = graphsOf({ '': 650, _fp16: 327, _q4: 200, _q4f16: 134, _quantized: 165 });
const tried = (choice: DeviceChoice, adapter: Adapter | null, modelType = 'llama', graphs = all) =>
  attemptsFor(graphs, choice, adapter, modelType).map(({ files, device }) => `${files.dtype} ${device}`);

describe('attemptsFor', () => {
  test('a card with 16-bit floats: q4f16 first, never 8-bit activations; then wasm', () => {
    expect(tried('webgpu', card)).toEqual(['q4f16 webgpu', 'fp16 webgpu', 'q4 webgpu', 'fp32 webgpu']);
    expect(tried('auto', card).slice(4)).toEqual(['q8 wasm', 'q4 wasm', 'fp32 wasm', 'fp16 wasm', 'q4f16 wasm']);
  });

  test('a card without them: q4, then whole numbers', () => {
    expect(tried('webgpu', old)).toEqual(['q4 webgpu', 'fp32 webgpu']);
  });

  test('Gemma 3: no 16-bit floats on WebGPU', () => {
    expect(tried('webgpu', card, 'gemma3_text')).toEqual(['q4 webgpu', 'fp32 webgpu']);
  });

  test('wasm, or no card: 8 bits first; auto is left to say why', () => {
    expect(tried('wasm', null)[0]).toBe('q8 wasm');
    expect(tried('auto', null)[0]).toBe('q8 auto');
    expect(tried('auto', software)[0]).toBe('q8 auto');
    expect(tried('webgpu', software)[0]).toBe('q4f16 webgpu');
  });

  test('whole numbers that are small: before all others, everywhere', () => {
    const small = graphsOf({ '': 90, _fp16: 45, _quantized: 23 });
    for (const [choice, adapter] of [['wasm', null] as const, ['webgpu', card] as const]) {
      expect(tried(choice, adapter, 'bert', small)[0]).toBe(`fp32 ${choice}`);
    }
  });

  test('whole numbers that are small, and a card: which device is faster is left to a race', () => {
    const small = graphsOf({ '': 90, _fp16: 45, _quantized: 23 });
    expect(tried('auto', card, 'bert', small)).toEqual(['fp32 auto', 'fp16 webgpu', 'q8 wasm', 'fp16 wasm']);
  });

  test('one graph: as it was asked for', () => {
    expect(tried('auto', card, 'llama', graphsOf({ _quantized: 165 }))).toEqual(['q8 auto']);
  });
});

describe('unfitForGpu', () => {
  test.each([
    ['q8', card, 'llama', '8-bit'],
    ['fp16', old, 'llama', 'shader-f16'],
    ['q4f16', card, 'gemma3_text', 'Gemma 3'],
  ] as const)('%s on such a card: why not', (dtype, adapter, modelType, words) => {
    expect(unfitForGpu(dtype, adapter, modelType)).toContain(words);
  });

  test.each(['fp32', 'q4', 'bnb4'])('%s: fit for every card', (dtype) => {
    expect(unfitForGpu(dtype, old, 'gemma3_text')).toBeNull();
  });
});

describe('onnxEngine, a folder with several graphs', () => {
  const broken = new TextEncoder().encode('nonsense, nonsense');

  test('one that does not open is left aside, and the next one runs; both are said', async () => {
    const engine = onnxEngine(nodeMachine());
    const made = { ...decoderMade({ ...tiny, dtype: 'q8' }), 'onnx/model.onnx': broken };
    const { engine: facts, model } = valueOf(
      await engine.load(modelFilesOf('two', made), 'auto', () => undefined, never),
    );
    expect(facts).toMatchObject({ dtype: 'q8', device: 'wasm', maxDifference: null });
    expect(facts.selfTest).toMatch(/^fp32 left aside: .*No WebGPU adapter\./);
    expect(model.files.map(({ path }) => path)).toEqual([
      'config.json',
      'generation_config.json',
      'onnx/model_quantized.onnx',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    engine.end();
  });

  test('8-bit activations with a card: wasm, and why', async () => {
    const engine = onnxEngine({ ...nodeMachine(), adapter: () => Promise.resolve(card) });
    const files = modelFilesOf('one', decoderMade({ ...tiny, dtype: 'q8' }));
    expect(valueOf(await engine.load(files, 'auto', () => undefined, never)).engine).toMatchObject({
      device: 'wasm',
      selfTest: expect.stringContaining('WebGPU left aside: WebGPU has no kernels for 8-bit activations.'),
    });
    expect(await engine.load(files, 'webgpu', () => undefined, never)).toMatchObject({ fault: 'unsupported' });
    engine.end();
  });
});
