import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/domain/reply.ts';
import { version, whyNotHere } from '../../workers/webllm/about.ts';
import { addressesOf, clearCaches, fillCaches } from '../../workers/webllm/caches.ts';
import { webllmEngine } from '../../workers/webllm/engine.ts';
import { webllmFault } from '../../workers/webllm/fault.ts';
import { quickOf } from '../../workers/webllm/internals.ts';
import { factsOfLibrary, given, mismatchOf, wanted } from '../../workers/webllm/model-library.ts';
import { readTensorCache } from '../../workers/webllm/tensors.ts';
import { mlcFolder, randomWeights } from './fixtures/mlc-folder.ts';
import { madeLibrary, tinyParams, usualNames, type MadeLibrary } from './fixtures/mlc-library.ts';
import { nodeCaches, standIn, type Manner } from './fixtures/mlc-stand-in.ts';
import { never } from './replies.ts';

const installed = createRequire(import.meta.url).resolve('@mlc-ai/web-llm');
const source = () => readFileSync(installed, 'utf8');
const keysOf = (body: string) => [...body.matchAll(/"?([A-Za-z_]\w*)"?\s*:/g)].map(([, name = '']) => name);

async function load(files = mlcFolder(), manner: Manner = {}, device: 'auto' | 'wasm' | 'webgpu' = 'auto') {
  const { machine, seen } = standIn(manner);
  const reply = await webllmEngine(machine).load(files, device, () => undefined, never);
  return { reply, seen, machine, message: reply.ok ? '' : reply.message, fault: reply.ok ? 'none' : reply.fault };
}

describe('web-llm as it is installed', () => {
  test('version: the one that is pinned', () => {
    const { version: found } = JSON.parse(readFileSync(new URL('../package.json', `file://${installed}`), 'utf8')) as {
      version: string;
    };
    expect(found).toBe(version);
  });

  test('given: exactly what its own runtime gives a model library', () => {
    const text = source();
    const wasm = /var wasmImports=\{(TVMFFIWasmFunctionDeleter[^}]*)\}/.exec(text)?.[1] ?? '';
    const environment =
      /environment\(initEnv\) \{([\s\S]*?)return Object\.assign\(defaultEnv, initEnv, newEnv\)/.exec(text)?.[1] ?? '';
    const more = [...environment.matchAll(/^\s*"(\w+)":/gm)].map(([, name = '']) => name);
    expect([...new Set([...keysOf(wasm), ...more])].sort()).toEqual(given.toSorted());
  });

  test('wanted: its runtime calls each of them', () => {
    for (const name of wanted) expect(source()).toContain(`exports.${name}`);
  });

  test('caches: the names that it opens', () => {
    for (const name of ['webllm/config', 'webllm/wasm', 'webllm/model']) expect(source()).toContain(`"${name}"`);
  });
});

describe('model library', () => {
  const tensors = readTensorCache(JSON.stringify(randomWeights(madeLibrary())['tensor-cache.json']));
  const fit = { tensors, modelType: 'llama', quantization: 'q0f32', embeds: false };
  const why = (made: MadeLibrary) => mismatchOf(madeLibrary(made), fit);

  test('facts: read from among its bytes', () => {
    expect(factsOfLibrary(madeLibrary())).toMatchObject({
      modelType: 'llama',
      quantization: 'q0f32',
      params: tinyParams,
    });
    expect(factsOfLibrary(new Uint8Array(100))).toBeNull();
  });

  test('one that belongs to the weights: nothing against it', async () => {
    expect(await why({})).toBeNull();
  });

  test.each<[string, MadeLibrary, RegExp]>([
    [
      'of v0_2_48',
      { imports: ['_ZN3tvm7runtime9threading15ResetThreadPoolEv'] },
      /another version of WebLLM than 0\.2\.86: it wants _ZN3tvm/,
    ],
    [
      'without a function that is called',
      { names: usualNames.filter((name) => name !== 'sample_with_top_p') },
      /it has no sample_with_top_p/,
    ],
    ['with the names of an older runtime', { exports: ['TVMFuncCall'] }, /it has no TVMFFIAnyViewToOwnedAny/],
    ['of another type', { modelType: 'qwen2' }, /type qwen2, the weights are llama/],
    ['of another number format', { quantization: 'q4f16_1' }, /in q4f16_1, these are q0f32/],
    [
      'that wants another tensor',
      { params: [{ name: 'lm_head.weight', shape: [1], dtype: 'float32' }] },
      /wants the tensor lm_head/,
    ],
    [
      'that wants another shape',
      { params: [{ name: 'model.norm.weight', shape: [32], dtype: 'float32' }] },
      /as \[32\], the weights have \[16\]/,
    ],
  ])('one %s: says so before loading', async (_, made, words) => {
    expect(await why(made)).toMatch(words);
  });

  test('something else: no module', async () => {
    expect(await mismatchOf(new TextEncoder().encode('<!doctype html>'), fit)).toMatch(/no WebAssembly module/);
  });
});

describe('load', () => {
  test('the caches hold every file while it loads, where WebLLM looks, and nothing after', async () => {
    const { reply, seen, machine } = await load();
    expect(reply.ok).toBe(true);
    const base = 'https://touchstone.invalid/tiny-mlc/resolve/main';
    expect(seen.cached).toEqual({
      'webllm/config': [`${base}/mlc-chat-config.json`],
      'webllm/wasm': ['https://touchstone.invalid/tiny-mlc/library.wasm'],
      'webllm/model': ['params_shard_0.bin', 'tensor-cache.json', 'tokenizer.json', 'tokenizer_config.json'].map(
        (path) => `${base}/${path}`,
      ),
    });
    for (const name of Object.keys(seen.cached)) expect(await machine.caches.has(name)).toBe(false);
  });

  test.each<[string, Parameters<typeof mlcFolder>[1], RegExp]>([
    ['no library', { 'tiny-webgpu.wasm': null }, /model library \(a \.wasm file\) is missing/],
    ['two libraries', { 'b.wasm': madeLibrary() }, /there are 2 model libraries/],
    ['no list of tensors', { 'tensor-cache.json': null }, /tensor-cache\.json is missing/],
    ['an old list of tensors', { 'tensor-cache.json': null, 'ndarray-cache.json': {} }, /before 0\.2\.80/],
    ['a shard cut short', { 'params_shard_0.bin': new Uint8Array(3) }, /params_shard_0\.bin has 3 bytes/],
    ['a shard that is gone', { 'params_shard_0.bin': null }, /params_shard_0\.bin is missing/],
    ['a damaged shard', { 'params_shard_0.bin': new Uint8Array(107 * 64 + 64) }, /is damaged: its MD5 is/],
    [
      'a library of another model',
      { 'tiny-webgpu.wasm': madeLibrary({ modelType: 'gemma' }) },
      /type gemma, the weights are llama/,
    ],
    ['an older library', { 'tiny-webgpu.wasm': madeLibrary({ imports: ['_ZN3tvm'] }) }, /another version of WebLLM/],
  ])('%s: a bad model, in words, and WebLLM is not even started', async (_, others, words) => {
    const { fault, message, seen } = await load(mlcFolder({}, others));
    expect([fault, seen.order]).toEqual(['bad-model', null]);
    expect(message).toMatch(words);
  });

  test.each<[string, Manner, 'auto' | 'wasm', RegExp]>([
    ['no WebGPU', { gpu: null }, 'auto', /needs WebGPU/],
    ['the processor', {}, 'wasm', /graphics processor alone/],
  ])('on %s: unsupported', async (_, manner, device, words) => {
    const { fault, message } = await load(mlcFolder(), manner, device);
    expect([fault, message]).toEqual(['unsupported', expect.stringMatching(words)]);
  });

  test('16-bit weights without shader-f16: unsupported, and the other build is named', async () => {
    const { fault, message } = await load(mlcFolder({ quantization: 'q4f16_1' }), { gpu: { halves: false } });
    expect(fault).toBe('unsupported');
    expect(message).toContain('q4f32_1');
    expect((await load(mlcFolder({ quantization: 'q4f16_1' }))).seen.order?.record.required_features).toEqual([
      'shader-f16',
    ]);
  });

  test('a table that is larger than WebLLM can use here: unsupported, and it is named', async () => {
    const params = [{ name: 'model.embed_tokens.weight', shape: [6000, 6000], dtype: 'float32' }];
    const files = mlcFolder({}, {}, madeLibrary({ params }));
    expect((await load(files, { gpu: { largestTable: 2 ** 30 } })).fault).toBe('none');
    const { fault, message } = await load(files, { gpu: { largestTable: 2 ** 30 - 1 } });
    expect([fault, message]).toEqual([
      'unsupported',
      expect.stringMatching(/embed_tokens\.weight has 144000000 bytes/),
    ]);
  });

  test.each<[string, Error, Fault]>([
    ['DeviceLostError', named('DeviceLostError', 'The WebGPU device was lost'), 'out-of-memory'],
    ['QuotaExceededError', named('QuotaExceededError', 'full'), 'out-of-memory'],
    ['LinkError', named('LinkError', 'Import #0 "env" "x"'), 'bad-model'],
    ['a limit of the adapter', new Error('requested maxBufferSize exceeds limit'), 'unsupported'],
    ['anything else', new Error('what?'), 'bad-model'],
  ])('WebLLM throws %s: its own fault, WebLLM is unloaded and the caches are empty', async (_, error, fault) => {
    const trouble = (call: string) => {
      if (call === 'reload') throw error;
    };
    const found = await load(mlcFolder(), { trouble });
    expect([found.fault, found.seen.unloads]).toEqual([fault, 1]);
    expect(await found.machine.caches.has('webllm/model')).toBe(false);
  });

  test('the device is lost after loading: that is what the answers say', async () => {
    let lost = false;
    const { machine } = standIn({
      trouble: () => {
        if (lost) throw named('ModelNotLoadedError', 'Model not loaded');
      },
    });
    const engine = webllmEngine(machine);
    await engine.load(mlcFolder(), 'auto', () => undefined, never);
    lost = true;
    const prompt = { kind: 'text', text: 'a' } as const;
    const faults = [
      ...(await engine.weigh([{ prompt, continuations: ['b'] }], never)),
      ...(await engine.generate([{ prompt, maxTokens: 1, temperature: 0, seed: 1, stop: [] }], never)),
    ].map((reply) => (reply.ok ? 'none' : reply.fault));
    expect(faults).toEqual(['device-lost', 'device-lost']);
  });
});

describe('caches', () => {
  test('what an earlier load left is put away, and what is not ours stays', async () => {
    const caches = nodeCaches();
    await (await caches.open('webllm/model')).put('https://elsewhere.test/a.bin', new Response('theirs'));
    await fillCaches(caches, addressesOf('old'), new Map([['params_shard_0.bin', new Blob(['1'])]]));
    await fillCaches(caches, addressesOf('new'), new Map([['params_shard_0.bin', new Blob(['2'])]]));
    const left = async () => (await (await caches.open('webllm/model')).keys()).map(({ url }) => url);
    expect(await left()).toEqual([
      'https://elsewhere.test/a.bin',
      'https://touchstone.invalid/new/resolve/main/params_shard_0.bin',
    ]);
    await clearCaches(caches);
    expect(await left()).toEqual(['https://elsewhere.test/a.bin']);
  });
});

describe('tensor-cache.json', () => {
  test.each<[string, unknown, RegExp]>([
    ['no list', {}, /lists no shards/],
    ['a shard elsewhere', { records: [{ dataPath: 'https://x.test/a.bin', nbytes: 1 }] }, /plain file name/],
    ['a shard without a size', { records: [{ dataPath: 'a.bin' }] }, /no size/],
  ])('%s: refused', (_, value, words) => {
    expect(() => readTensorCache(JSON.stringify(value))).toThrow(words);
  });
});

test('webllmFault, anything that is not known: what the caller says', () => {
  expect(webllmFault('what?', 'Do it')).toMatchObject({ fault: 'crashed', message: 'Do it: what?' });
});

test('quickOf, another WebLLM inside: nothing quicker', () => {
  expect(quickOf({} as Parameters<typeof quickOf>[0], 'x')).toEqual({ back: null, verify: null });
});

test('whyNotHere, a browser without WebGPU: says what is needed', () => {
  expect(whyNotHere({ hasGpu: false })).toMatch(/needs WebGPU/);
  expect(whyNotHere({ hasGpu: true })).toBe('');
});

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
