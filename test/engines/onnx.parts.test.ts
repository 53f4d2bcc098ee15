import { describe, expect, test } from 'vitest';
import { ortVariant } from '../../workers/onnx/about.ts';
import { readConfig } from '../../workers/onnx/config.ts';
import { faultOf } from '../../workers/onnx/fault.ts';
import { halfFloat } from '../../workers/onnx/floats.ts';
import { layoutOf } from '../../workers/onnx/layout.ts';
import { normalize } from '../../workers/onnx/log-softmax.ts';
import { difference } from '../../workers/onnx/self-test.ts';

describe('ortVariant', () => {
  test('one build for each kind of browser', () => {
    expect(ortVariant({ hasGpu: true, hasSuspending: true })).toBe('jspi');
    expect(ortVariant({ hasGpu: true, hasSuspending: false })).toBe('asyncify');
    expect(ortVariant({ hasGpu: false, hasSuspending: true })).toBe('wasm');
    expect(ortVariant({ hasGpu: false, hasSuspending: false })).toBe('wasm');
  });
});

describe('layoutOf', () => {
  const file = (path: string) => ({ path, from: new Blob([]) });
  const base = [file('config.json'), file('tokenizer.json')];

  test('onnx/model.onnx is taken before other graphs, with its external weights', () => {
    const layout = layoutOf([
      ...base,
      file('onnx/model_q4.onnx'),
      file('onnx/model.onnx'),
      file('onnx/model.onnx_data'),
    ]);
    expect(layout).toMatchObject({ ok: true, value: { dtype: 'fp32', graph: { path: 'onnx/model.onnx' } } });
    expect(layout.ok && layout.value.external.map(({ path }) => path)).toEqual(['onnx/model.onnx_data']);
  });

  test.each([
    ['onnx/model_q4f16.onnx', 'q4f16'],
    ['onnx/model_quantized.onnx', 'q8'],
    ['model.onnx', 'fp32'],
  ])('%s alone: %s', (path, dtype) => {
    expect(layoutOf([...base, file(path)])).toMatchObject({ ok: true, value: { dtype } });
  });

  test('a missing file: named', () => {
    expect(layoutOf([file('config.json')])).toMatchObject({
      fault: 'bad-model',
      message: expect.stringContaining('tokenizer.json'),
    });
    expect(layoutOf(base)).toMatchObject({ fault: 'bad-model', message: expect.stringContaining('onnx/model.onnx') });
  });
});

describe('readConfig', () => {
  test("GPT-2's names", () => {
    const config = {
      architectures: ['GPT2LMHeadModel'],
      n_positions: 1024,
      n_embd: 768,
      n_head: 12,
      vocab_size: 50257,
      eos_token_id: 50256,
    };
    expect(readConfig(config, {}, {})).toEqual({
      causal: true,
      contextLength: 1024,
      vocabSize: 50257,
      eosIds: [50256],
      kvHeads: 12,
      headSize: 64,
    });
  });

  test('grouped heads, several ends, a tokenizer with the shorter limit', () => {
    const config = {
      architectures: ['XForCausalLM'],
      max_position_embeddings: 8192,
      hidden_size: 576,
      num_attention_heads: 9,
      num_key_value_heads: 3,
      eos_token_id: 2,
    };
    const read = readConfig(config, { eos_token_id: [2, 5] }, { model_max_length: 2048 });
    expect(read).toMatchObject({ contextLength: 2048, eosIds: [2, 5], kvHeads: 3, headSize: 64, vocabSize: null });
  });

  test('RoBERTa: positions begin behind the padding token; no limit at all: 2048', () => {
    const roberta = { model_type: 'xlm-roberta', max_position_embeddings: 514, pad_token_id: 1 };
    expect(readConfig(roberta, {}, { model_max_length: 1e30 })).toMatchObject({ causal: false, contextLength: 512 });
    expect(readConfig({}, {}, {}).contextLength).toBe(2048);
  });
});

describe('numbers', () => {
  test('normalize: log-sum-exp in float64, far from overflow; NaN shows', () => {
    const { logSum, best } = normalize(Float32Array.of(1000, 1001, 999));
    expect(best).toBe(1);
    expect(logSum).toBeCloseTo(1001 + Math.log(1 + Math.exp(-1) + Math.exp(-2)), 12);
    expect(normalize(Float32Array.of(1, NaN)).logSum).toBeNaN();
  });

  test.each([
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x0001, 2 ** -24],
    [0x7bff, 65504],
    [0x7c00, Infinity],
    [0x8000, -0],
  ])('halfFloat, %i: %d', (bits, value) => {
    expect(halfFloat(bits)).toBe(value);
  });

  test('difference: over the highest entries only; NaN is infinite', () => {
    expect(difference(Float64Array.of(-1, -2, -30), Float64Array.of(-1.5, -2, -40), 2)).toBe(0.5);
    expect(difference(Float64Array.of(-1), Float64Array.of(NaN))).toBe(Infinity);
  });
});

describe('faultOf', () => {
  test.each([
    [new Error('std::bad_alloc'), 'out-of-memory'],
    [3436070408, 'out-of-memory'],
    [new RangeError('Array buffer allocation failed'), 'out-of-memory'],
    [new Error('Device is lost.'), 'device-lost'],
    ['something else', 'crashed'],
  ])('%s: %s', (error, fault) => {
    expect(faultOf(error, 'Run')).toMatchObject({ ok: false, fault });
  });
});
