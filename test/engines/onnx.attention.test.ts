import { describe, expect, test } from 'vitest';
import { onnxEngine } from '../../workers/onnx/engine.ts';
import { probeAttention } from '../../workers/onnx/probe.ts';
import type { Attention } from '../../workers/onnx/wire/attention.ts';
import { attentionProbes } from '../../workers/onnx/wire/attention-probe.ts';
import { scan } from '../../workers/onnx/wire/scan.ts';
import { falseCard } from './fixtures/false-card.ts';
import { decoderFolder } from './fixtures/folders.ts';
import { nodeMachine } from './fixtures/node-machine.ts';
import { never, valueOf } from './replies.ts';
import { attention, type DrawnAttention } from './wire/attention.ts';
import { decoder, small } from './wire/decoder.ts';
import { encoder } from './wire/encoder.ts';

/** ONNX Runtime's kernel for processors against float64; `change` makes float64 compute another attention. */
async function probed(made: DrawnAttention, change: Partial<Attention> = {}) {
  const probes = await attentionProbes(await scan(attention(made)));
  const changed = probes.map((probe) => ({ ...probe, attention: { ...probe.attention, ...change } }));
  return probeAttention(await nodeMachine().ort(), changed, 'wasm');
}

const rotary = { attributes: { do_rotary: 1 } };

describe('probeAttention', () => {
  test.each<[string, DrawnAttention]>([
    ['as it is', {}],
    ['with its own scale', { attributes: { scale: { float: 0.7 } } }],
    ['with rotary embedding', rotary],
    ['with rotary embedding of neighbours', { attributes: { do_rotary: 1, rotary_interleaved: 1 } }],
    ['with soft caps', { attributes: { do_rotary: 1, softcap: { float: 2 } } }],
    ['with a window', { attributes: { do_rotary: 1, local_window_size: 5 } }],
    ['with query, key and value in one', { packed: true, ...rotary }],
    ['with its positions given', { inputs: ['positions'], ...rotary }],
    ['with a bias', { inputs: ['', 'bias'], ...rotary }],
  ])('an attention %s: the processor’s kernel is right', async (_, made) => {
    const found = await probed(made);
    expect(found?.gap).toBeLessThan(5e-6);
    expect(found?.allowed).toBe(1e-3);
  });

  test('an attention in 16-bit floats: right within their precision', async () => {
    const found = await probed({ float: 'float16', ...rotary });
    expect(found?.gap).toBeGreaterThan(1e-6);
    expect(found?.gap).toBeLessThan(5e-3);
    expect(found?.allowed).toBe(5e-2);
  });

  test.each<[string, DrawnAttention, Partial<Attention>]>([
    ['a scale that is a tenth off', {}, { scale: 0.275 }],
    ['a window that is one too wide', { attributes: { local_window_size: 50 } }, { window: 51 }],
    ['a window that is not kept', { attributes: { local_window_size: 50 } }, { window: 0 }],
    ['caps that are not kept', { attributes: { softcap: { float: 20 } } }, { softcap: 0 }],
    ['neighbours taken for halves', rotary, { rotary: { turned: 16, interleaved: true } }],
  ])('%s: seen', async (_, made, change) => {
    const found = await probed(made, change);
    expect(found?.gap).toBeGreaterThan(found?.allowed ?? Infinity);
  });
});

describe('attentionProbes', () => {
  test('attentions that are alike: one of them', async () => {
    expect(await attentionProbes(await scan(decoder(small)))).toHaveLength(1);
  });

  test('a graph without fused attention: none', async () => {
    expect(await attentionProbes(await scan(encoder({ layers: 1, writtenOut: false, reveal: [] })))).toEqual([]);
  });

  test('a form that cannot be written out: refused', async () => {
    const found = await scan(attention({ attributes: { smooth_softmax: 1 } }));
    await expect(attentionProbes(found)).rejects.toThrow(RangeError);
  });
});

describe('a model with fused attention on a graphics card', () => {
  const load = async (wrong: boolean) => {
    const card = await falseCard(wrong);
    const engine = onnxEngine(card.machine);
    const loaded = valueOf(await engine.load(decoderFolder(), 'webgpu', () => undefined, never));
    return { loaded, fused: card.opened.map((operators) => operators.includes('GroupQueryAttention')), card };
  };

  test('whose kernel is wrong: the model is opened once, with attention written out', async () => {
    const { loaded, fused, card } = await load(true);
    expect(loaded.engine.selfTest).toMatch(
      /^Fused attention left aside: by itself, it is off by 2\.0e\+1 at 72 positions/,
    );
    expect(loaded.engine.maxDifference).toBeLessThan(1e-4);
    expect(card.opened[0]).toEqual(['GroupQueryAttention']);
    expect(fused).toEqual([true, false]);
  });

  test('whose kernel is right: the model is opened as it came', async () => {
    const { loaded, fused } = await load(false);
    expect(loaded.engine.selfTest).toMatch(/^WebGPU differs from wasm by at most/);
    expect(fused).toEqual([true, true]);
  });
});
