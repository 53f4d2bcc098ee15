import { describe, expect, test } from 'vitest';
import { hubModels, type HubModel, type HubVariant } from '../../models/hub.ts';
import type { Device } from '../../src/views/library/device.ts';
import { fitOf, verdictOf, type Condition } from '../../src/views/library/fit.ts';
import { recommend } from '../../src/views/library/recommend.ts';

const gigabyte = 1e9;
const gpu = { description: 'intel xe', software: false, halfPrecision: true, largestBlock: 2 ** 31 };
const laptop: Device = { threads: 4, memory: 8 * 2 ** 30, gpu };
const phone: Device = { threads: 1, memory: null, gpu: null };
const plenty = { usage: 0, quota: 60 * gigabyte, persisted: false };

function model(id: string): HubModel {
  const found = hubModels.find((one) => one.id === id);
  if (!found) throw new Error(`no ${id} in the catalogue`);
  return found;
}

function variant(of: HubModel, dtype: string): HubVariant {
  const found = of.variants.find((one) => one.dtype === dtype);
  if (!found) throw new Error(`no ${dtype} of ${of.id}`);
  return found;
}

function topic(conditions: readonly Condition[], name: Condition['topic']): Condition {
  const found = conditions.find((one) => one.topic === name);
  if (!found) throw new Error(`no word on ${name}`);
  return found;
}

const smol = model('smollm2-135m-instruct');
const gemma = model('gemma-3-270m-it');

describe('fitOf', () => {
  const fit = (of: HubModel, dtype: string, device: Device, room = plenty) =>
    fitOf(of, variant(of, dtype), device, room);

  test('a small model on a laptop: everything is met', () => {
    const conditions = fit(smol, 'q4f16', laptop);
    expect(conditions.slice(0, 3).map(({ standing }) => standing)).toEqual(['fits', 'fits', 'fits']);
    expect(verdictOf(conditions)).toBe('It should run here.');
  });

  test.each([
    [100e6, 'not', 'There is no room for it here.'],
    [200e6, 'tight', 'It should run here, with little to spare.'],
    [1e9, 'fits', 'It should run here.'],
  ])('with %d bytes free, room for 136 MB is: %s', (quota, standing, verdict) => {
    const conditions = fit(smol, 'q4f16', laptop, { ...plenty, quota });
    expect(topic(conditions, 'Room').standing).toBe(standing);
    expect(verdictOf(conditions)).toBe(verdict);
  });

  test('what the browser does not tell is not guessed', () => {
    const conditions = fitOf(smol, variant(smol, 'q4'), phone, null);
    expect(topic(conditions, 'Room')).toMatchObject({
      standing: 'unknown',
      words: expect.stringMatching(/^Could not tell/),
    });
    expect(topic(conditions, 'Memory').words).toMatch(/could not be told/);
    expect(verdictOf(conditions)).toMatch(/does not tell enough/);
  });

  test('more than the machine has, or than a page can use: is said', () => {
    const small = { ...laptop, memory: 2 ** 30 };
    expect(topic(fit(model('qwen2.5-0.5b-instruct'), 'q4', small), 'Memory').standing).toBe('not');
    const vast = {
      ...smol,
      variants: [{ dtype: 'fp32', files: [{ path: 'onnx/model.onnx', bytes: 5e9, sha256: null, verified: false }] }],
    };
    expect(topic(fit(vast, 'fp32', laptop), 'Memory').words).toMatch(/more than a page can use/);
  });

  test.each([
    ['q4f16', { ...gpu, halfPrecision: false }, /no 16-bit arithmetic/],
    ['q4f16', { ...gpu, software: true }, /imitated in software/],
    ['q4f16', null, /offers pages none/],
    ['fp32', { ...gpu, largestBlock: 134e6 }, /tables of up to 134 MB/],
  ])('%s on %j: the graphics processor is spoken of truly', (dtype, adapter, words) => {
    expect(topic(fit(smol, dtype, { ...laptop, gpu: adapter }), 'Graphics processor').words).toMatch(words);
  });

  test('a gemma in 16 bits is not for the graphics processor, in 32 it is', () => {
    expect(topic(fit(gemma, 'q4f16', laptop), 'Graphics processor').standing).toBe('not');
    expect(topic(fit(gemma, 'fp32', laptop), 'Graphics processor').standing).toBe('fits');
  });

  test('speed is a span, says how it was reckoned, and claims nothing of the graphics processor', () => {
    // 2 operations x 135e6 parameters x 240 tokens = 6.5e10; four threads do 1.6e10 to 6e10 a second.
    const { words } = topic(fit(smol, 'q4', laptop), 'Speed');
    expect(words).toMatch(/about 1 s to 4 s an item/);
    expect(words).toMatch(/reckoned from 135 million parameters and 4 threads, not measured/);
    expect(words).toMatch(/could not be told/);
    const slow = topic(fit(model('smollm2-1.7b-instruct'), 'q4', phone), 'Speed');
    expect(slow).toMatchObject({ standing: 'unknown', words: expect.stringMatching(/50 s to 3 min an item/) });
    expect(slow.words).not.toMatch(/graphics/);
  });
});

describe('recommend', () => {
  const dtype = (id: string, device: Device) => recommend(model(id), device)?.variant.dtype;

  test.each([
    ['smollm2-135m-instruct', laptop, 'q4f16'],
    ['smollm2-135m-instruct', { ...laptop, gpu: { ...gpu, halfPrecision: false } }, 'q4'],
    ['smollm2-135m-instruct', phone, 'q4'],
    ['gemma-3-270m-it', laptop, 'q4'],
    ['all-minilm-l6-v2', laptop, 'fp32'],
  ])('%s', (id, device, wanted) => {
    expect(dtype(id, device)).toBe(wanted);
  });

  test('every model has a recommendation on every device, with its reason', () => {
    for (const one of hubModels)
      for (const device of [laptop, phone]) {
        const advice = recommend(one, device);
        expect(advice?.why, `${one.id} ${advice?.variant.dtype}`).toMatch(/\w/);
        if (device === phone) expect(advice?.variant.dtype).not.toMatch(/16/);
      }
  });
});
