import { describe, expect, test } from 'vitest';
import { hiddenOutputs } from '../../../workers/onnx/wire/hidden-outputs.ts';
import { namesFor } from '../../../workers/onnx/wire/names.ts';
import { patched, together } from '../../../workers/onnx/wire/patch.ts';
import { residualStream } from '../../../workers/onnx/wire/residual.ts';
import { scan } from '../../../workers/onnx/wire/scan.ts';
import { steering } from '../../../workers/onnx/wire/steering.ts';
import { tinyEncoder } from '../fixtures/tiny-encoder.ts';
import { encoderSizes } from '../fixtures/folders.ts';
import { decoder, small } from './decoder.ts';
import { encoder } from './encoder.ts';
import { candid, gap, open, rowsOf } from './running.ts';

const embedded = '/model/embed_tokens/Gather_output_0';
const plainLayers = [0, 1, 2].map((layer) => `/model/layers.${layer}/Add_1_output_0`);
const bertLayers = (last: string) => [
  '/embeddings/LayerNorm/Add_1_output_0',
  '/encoder/layer.0/output/LayerNorm/Add_1_output_0',
  last,
];

interface Case {
  readonly name: string;
  readonly file: Uint8Array;
  /** The tensors that hold what goes into the first layer and what comes out of each. */
  readonly layers: readonly string[];
  readonly final: string;
  readonly output: string;
}

const fused = [
  embedded,
  ...[1, 2].map((layer) => `/model/layers.${layer}/input_layernorm/output_3`),
  'witness_of_the_last_sum',
];
const finalNorm = '/model/layers.3/final_norm_layernorm/output_0';
const inner = (layers: readonly string[], final: string) =>
  [...layers, final].filter((name) => name !== 'last_hidden_state');
const decoderCase = (
  name: string,
  style: 'skip' | 'plain' | 'parallel' | 'sandwich',
  layers: readonly string[],
): Case => ({
  name,
  file: decoder({ ...small, style, keep: true, reveal: [...layers, finalNorm] }),
  layers,
  final: finalNorm,
  output: 'logits',
});
const encoderCase = (name: string, writtenOut: boolean): Case => {
  const layers = bertLayers('last_hidden_state');
  const file = encoder({ layers: 2, writtenOut, reveal: inner(layers.slice(0, 2), 'last_hidden_state') });
  return { name, file, layers, final: 'last_hidden_state', output: 'last_hidden_state' };
};

const cases: Case[] = [
  decoderCase('a fused decoder', 'skip', fused),
  decoderCase('a plain decoder', 'plain', [embedded, ...plainLayers]),
  decoderCase('a decoder with parallel branches', 'parallel', [embedded, ...plainLayers]),
  decoderCase('a decoder with normed branches', 'sandwich', [embedded, ...plainLayers]),
  encoderCase('an encoder with norms in one node', false),
  encoderCase('an encoder with norms written out', true),
];
const rows = rowsOf(2, 7, 60);

describe('hiddenOutputs', () => {
  test.each(cases)('$name: every layer is what the graph holds there, and nothing else moves', async (each) => {
    const found = await scan(each.file);
    const stream = residualStream(found);
    expect(stream.final).toBe(each.final);
    const wanted = each.layers.map((_, layer) => layer);
    const outputs = hiddenOutputs(found, stream, wanted, namesFor(found));
    const [plain, opened] = [await open(each.file), await open(patched(each.file, outputs.patch))];
    const witness = await plain.run(rows, [...new Set([each.output, ...each.layers, each.final])]);
    const answers = await opened.run(rows, [each.output, ...outputs.layers, outputs.final]);
    expect(gap(answers[each.output]?.data, witness[each.output]?.data)).toBe(0);
    outputs.layers.forEach((name, layer) => {
      expect(gap(answers[name]?.data, witness[each.layers[layer] as string]?.data)).toBe(0);
    });
    expect(gap(answers[outputs.final]?.data, witness[each.final]?.data)).toBe(0);
    await plain.end();
    await opened.end();
  });

  test.skipIf(!candid)(
    'candid: the final norm is its own hidden_states, and there are as many layers as it has',
    async () => {
      const file = candid as Uint8Array;
      const found = await scan(file);
      const stream = residualStream(found);
      const outputs = hiddenOutputs(found, stream, [], namesFor(found));
      const caches = found.inputs.filter(({ name }) => name.endsWith('.key')).length;
      expect(stream.layers.length).toBe(caches + 1);
      const opened = await open(patched(file, outputs.patch));
      const answers = await opened.run(rows, ['hidden_states', outputs.final]);
      expect(gap(answers['hidden_states']?.data, answers[outputs.final]?.data)).toBe(0);
      await opened.end();
    },
  );

  test('a layer that is not there: refused', async () => {
    const found = await scan((cases[0] as Case).file);
    expect(() => hiddenOutputs(found, residualStream(found), [4], namesFor(found))).toThrow('layers 0 to 3');
  });
});

describe('residualStream', () => {
  test('a graph that does not tell its layers: refused', async () => {
    const found = await scan(tinyEncoder(encoderSizes));
    expect(() => residualStream(found)).toThrow('how many layers');
  });

  test('a graph without a norm at its end, or without an end: refused', async () => {
    const { nodes, ...rest } = await scan((cases[1] as Case).file);
    const broken = nodes.map((node) => (node.op === 'ReduceMean' ? { ...node, op: 'Relu' } : node));
    expect(() => residualStream({ ...rest, nodes: broken })).toThrow('is no norm');
    expect(() => residualStream({ ...rest, nodes, outputs: [] })).toThrow('neither logits nor last_hidden_state');
  });

  test('a stream that ends somewhere between: refused', async () => {
    const { nodes, ...rest } = await scan((cases[1] as Case).file);
    const broken = (tensor: string) => ({
      ...rest,
      nodes: nodes.map((node) => (node.outputs[0] === tensor ? { ...node, op: 'Concat' } : node)),
    });
    expect(() => residualStream(broken('/model/layers.2/Add_output_0'))).toThrow('sums on it for 3 layers');
    expect(() => residualStream(broken('/model/layers.1/Add_output_0'))).toThrow('broken off');
  });
});

describe('steering', () => {
  test.each(cases)('$name: zeros change nothing, a vector arrives whole and moves the output', async (each) => {
    const found = await scan(each.file);
    const stream = residualStream(found);
    for (const layer of each.layers.keys()) {
      const names = namesFor(found);
      const outputs = hiddenOutputs(found, stream, [layer], names);
      const steered = steering(found, stream, layer, names);
      const opened = await open(patched(each.file, together(outputs.patch, steered.patch)));
      const plain = await open(each.file);
      const width = each.output === 'logits' ? small.hidden : 16;
      const run = (vector: readonly number[]) =>
        opened.run(rows, [each.output, outputs.layers[0] as string], {
          [steered.input]: { float32: vector, dims: [width] },
        });
      const before = await plain.run(rows, [each.output]);
      const zero = await run(new Array<number>(width).fill(0));
      expect(gap(zero[each.output]?.data, before[each.output]?.data)).toBe(0);
      const unit = Array.from({ length: width }, (_, i) => (i === 5 ? 1 : 0));
      const moved = await run(unit);
      const hidden = outputs.layers[0] as string;
      const delta = Array.from(moved[hidden]?.data ?? [], (value, i) => value - (zero[hidden]?.data[i] as number));
      expect(
        gap(
          delta,
          delta.map((_, i) => unit[i % width] as number),
        ),
      ).toBeLessThan(1e-6);
      expect(gap(moved[each.output]?.data, before[each.output]?.data)).toBeGreaterThan(1e-3);
      await opened.end();
      await plain.end();
    }
  });

  test('a graph in float16 before operator set 15: refused', async () => {
    const found = await scan((cases[1] as Case).file);
    const initializers = found.initializers.map((each) => ({ ...each, type: 10 }));
    const old = { ...found, initializers, opsets: new Map([['', 14]]) };
    expect(() => steering(old, residualStream(old), 1, namesFor(old))).toThrow('cannot be told');
  });
});
