import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { HubFile } from '../../src/domain/library.ts';
import { bringIn } from '../../workers/library/bring-in.ts';
import { chosenOf, seemsWhole, type Source } from '../../workers/library/sources.ts';
import { download } from '../../workers/library/download.ts';
import { readyRecord } from '../../workers/library/records.ts';
import { startHub, type StandInHub } from '../e2e/hub.ts';
import { mlcFolder, randomWeights } from '../engines/fixtures/mlc-folder.ts';
import { madeLibrary } from '../engines/fixtures/mlc-library.ts';
import { memoryDrawer, type MemoryDrawer } from './memory-drawer.ts';

const never = new AbortController().signal;

async function folderOf(others: Parameters<typeof mlcFolder>[1] = {}, library = madeLibrary()) {
  const files = new Map<string, Buffer>();
  for (const { path, from } of mlcFolder({}, others, library).files) {
    if (from instanceof Blob) files.set(path, Buffer.from(await from.arrayBuffer()));
  }
  return files;
}
function sourcesOf(files: ReadonlyMap<string, Buffer>): Source[] {
  return [...files].map(([path, bytes]) => {
    const blob = new Blob([new Uint8Array(bytes)]);
    return { path, bytes: blob.size, blob, open: () => blob.stream() };
  });
}
async function brought(sources: readonly Source[], drawer = memoryDrawer()) {
  const chosen = chosenOf(sources);
  if ('fault' in chosen) return chosen;
  const seems = await seemsWhole(chosen);
  return (
    seems ?? bringIn(chosen, { drawer, free: () => Promise.resolve(null), onProgress: () => undefined, signal: never })
  );
}

describe('an MLC folder', () => {
  test('within a folder, with clutter: what counts comes in, and the model is WebLLM’s', async () => {
    const files = new Map([...(await folderOf())].map(([path, bytes]) => [`m/${path}`, bytes]));
    for (const path of ['m/.DS_Store', 'm/model.safetensors', 'm/mlc.log', 'm/README.md'])
      files.set(path, Buffer.from('x'));
    const found = await brought(sourcesOf(files));
    if ('fault' in found) throw new Error(found.detail);
    expect(found.map(({ path }) => path).toSorted()).toEqual(['README.md', ...(await folderOf()).keys()].toSorted());
    expect(readyRecord({ id: 'm', title: 'M', addedAt: '' }, { kind: 'folder', name: 'm' }, null, found)).toMatchObject(
      {
        engine: 'webllm',
        graphs: [],
      },
    );
  });

  test('a folder that holds an ONNX model as well: is ONNX', async () => {
    const found = chosenOf(
      sourcesOf(
        new Map([...(await folderOf()), ['config.json', Buffer.from('{}')], ['onnx/model.onnx', Buffer.from('x')]]),
      ),
    );
    expect('fault' in found ? found : found.map(({ path }) => path)).toContain('onnx/model.onnx');
  });

  test.each<[string, Parameters<typeof mlcFolder>[1], Uint8Array<ArrayBuffer> | undefined, RegExp]>([
    ['without its library', { 'tiny-webgpu.wasm': null }, undefined, /model library \(a \.wasm file\) is missing/],
    ['with a library for another version', {}, madeLibrary({ imports: ['old'] }), /another version of WebLLM/],
    [
      'with a library for another model',
      { 'tiny-webgpu.wasm': madeLibrary({ modelType: 'phi' }) },
      undefined,
      /type phi, the weights are llama/,
    ],
    ['without a shard', { 'params_shard_0.bin': null }, undefined, /params_shard_0\.bin is missing/],
    ['with a broken configuration', { 'mlc-chat-config.json': new Uint8Array(2) }, undefined, /no JSON/],
  ])('%s: refused before anything is copied', async (_, others, library, words) => {
    const drawer = memoryDrawer();
    const found = await brought(sourcesOf(await folderOf(others, library)), drawer);
    expect(found).toMatchObject({ fault: 'not-a-model', detail: expect.stringMatching(words) as string });
    expect(drawer.contents.size).toBe(0);
  });

  test('with a shard whose bytes are others: damaged', async () => {
    const files = await folderOf();
    const shard = Buffer.from(files.get('params_shard_0.bin') ?? []);
    shard[5] = (shard[5] as number) ^ 1;
    expect(await brought(sourcesOf(new Map([...files, ['params_shard_0.bin', shard]])))).toMatchObject({
      fault: 'corrupt',
      file: 'params_shard_0.bin',
    });
  });
});

describe('an MLC model from the hub', () => {
  let model: Map<string, Buffer>;
  let hub: StandInHub;
  const lib = 'lib.wasm';
  beforeAll(async () => {
    // Three shards, so that their list has something to say.
    const params = Array.from({ length: 3 }, (_, i) => ({
      name: `model.${i}.weight`,
      shape: [600, 600],
      dtype: 'float32',
    }));
    const library = madeLibrary({ params });
    model = await folderOf({ ...randomWeights(library, { shardBytes: 1_000_000 }) }, library);
    hub = await startHub({
      'mlc-ai/m': model,
      'mlc-ai/libs': new Map([[lib, model.get('tiny-webgpu.wasm') ?? Buffer.alloc(0)]]),
    });
  });
  afterAll(() => hub.close());
  afterEach(() => {
    for (const path of model.keys()) hub.mischief(path, null);
    hub.listing(true);
  });

  const wanted = (address = `${hub.address}/mlc-ai/libs/resolve/main/${lib}`): HubFile[] => [
    ...['mlc-chat-config.json', 'tensor-cache.json', 'tokenizer.json', 'tokenizer_config.json'].map((path) => ({
      path,
      bytes: null,
      sha256: null,
      verified: false,
    })),
    { path: lib, bytes: null, sha256: null, verified: false, address },
  ];
  const fetched = (drawer: MemoryDrawer, { signal = never, files = wanted(), heard = () => undefined as void } = {}) =>
    download(
      {
        entry: { id: 'm', title: 'M', hub: hub.address, repo: 'mlc-ai/m', revision: 'main', licence: null },
        files,
        pins: [],
      },
      {
        drawer,
        network: {
          fetch: (address, init) => fetch(address, init),
          sleep: () => Promise.resolve(),
          now: Date.now,
          isOnline: () => true,
          stall: 10_000,
          attempts: 3,
          firstPause: 1,
        },
        free: () => Promise.resolve(null),
        onProgress: heard,
        signal,
      },
    );
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

  test('the shards are those that its own list names, and the library comes from its own address', async () => {
    const drawer = memoryDrawer();
    const found = await fetched(drawer);
    if ('fault' in found) throw new Error(`${found.fault} ${found.detail}`);
    const shards = [...model.keys()].filter((path) => path.endsWith('.bin'));
    expect(shards.length).toBeGreaterThan(1);
    expect(found.files.map(({ path }) => path).toSorted()).toEqual(
      [...wanted().map(({ path }) => path), ...shards].toSorted(),
    );
    for (const path of shards) {
      const kept = drawer.contents.get(path) ?? new Uint8Array();
      expect(sha256(kept)).toBe(sha256(model.get(path) ?? new Uint8Array()));
    }
  });

  test('broken off among the shards and taken up again: what was here is not fetched twice', async () => {
    const drawer = memoryDrawer();
    const stop = new AbortController();
    const heard = (() => {
      if ((drawer.contents.get('params_shard_1.bin')?.length ?? 0) > 0) stop.abort();
    }) as () => void;
    const first = await fetched(drawer, { signal: stop.signal, heard });
    expect(first).toMatchObject({ fault: 'cancelled' });
    const before = hub.sent();
    const second = await fetched(drawer);
    expect(second).not.toHaveProperty('fault');
    const whole = [...model.values()].reduce((sum, { length }) => sum + length, 0);
    expect(hub.sent() - before).toBeLessThan(whole - 1_400_000);
  });

  test('a shard that is not what the list of sums says, from a hub that names no hash: put away, and mended by the next try', async () => {
    const drawer = memoryDrawer();
    hub.listing(false);
    hub.mischief('params_shard_1.bin', { kind: 'corrupt' });
    expect(await fetched(drawer)).toMatchObject({ fault: 'corrupt', file: 'params_shard_1.bin' });
    hub.mischief('params_shard_1.bin', null);
    expect(await fetched(drawer)).not.toHaveProperty('fault');
  });

  test('a library from any other address: refused, nothing is asked', async () => {
    const before = hub.requests.length;
    expect(await fetched(memoryDrawer(), { files: wanted('https://example.org/lib.wasm') })).toMatchObject({
      fault: 'bad-address',
    });
    expect(hub.requests.length).toBe(before);
  });
});
