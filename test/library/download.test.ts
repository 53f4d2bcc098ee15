import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { HubEntry, HubFile, LibraryProgress, Pin } from '../../src/domain/library.ts';
import { download, type Downloaded } from '../../workers/library/download.ts';
import type { Network } from '../../workers/library/network.ts';
import type { Refusal } from '../../workers/library/words.ts';
import { startHub, type Mischief, type StandInHub } from '../e2e/hub.ts';
import { decoderFolder } from '../engines/fixtures/folders.ts';
import { memoryDrawer, type MemoryDrawer } from './memory-drawer.ts';

const graph = 'onnx/model.onnx';
let model: Map<string, Buffer>;
let hub: StandInHub;
beforeAll(async () => {
  model = new Map();
  for (const { path, from } of decoderFolder().files) {
    if (from instanceof Blob) model.set(path, Buffer.from(await from.arrayBuffer()));
  }
  // Large enough for the content server behind the redirect.
  const bytes = model.get(graph) ?? Buffer.alloc(0);
  model.set(graph, Buffer.concat([bytes, padding(2_000_000)]));
  hub = await startHub({ 'o/m': model });
});
afterAll(() => hub.close());
afterEach(() => {
  for (const path of model.keys()) hub.mischief(path, null);
  hub.listing(true);
});

/** A protobuf field that no model has (number 1000, bytes), so that a graph of any size is still read. */
function padding(bytes: number): Buffer {
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
  return Buffer.concat([Buffer.from([...varint(1000 * 8 + 2), ...varint(bytes)]), Buffer.alloc(bytes, 'noise')]);
}

const sha256 = (bytes: Buffer | undefined) =>
  createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
const whole = () => [...model.values()].reduce((sum, { length }) => sum + length, 0);
const wanted = (): HubFile[] =>
  [...model].map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: null, verified: false }));

const network: Network = {
  fetch: (address, init) => fetch(address, init),
  sleep: () => Promise.resolve(),
  now: Date.now,
  isOnline: () => true,
  stall: 10_000,
  attempts: 3,
  firstPause: 1,
};

interface Settings {
  readonly drawer?: MemoryDrawer;
  readonly entry?: Partial<HubEntry>;
  readonly files?: readonly HubFile[];
  readonly pins?: readonly Pin[];
  readonly free?: number | null;
  readonly signal?: AbortSignal;
  readonly network?: Partial<Network>;
  readonly told?: LibraryProgress[];
  readonly heard?: (progress: LibraryProgress) => void;
}

function fetched(settings: Settings = {}): Promise<Downloaded | Refusal> {
  const { drawer = memoryDrawer(), told = [], free = null, files = wanted(), pins = [] } = settings;
  const entry = {
    id: 'm',
    title: 'M',
    hub: hub.address,
    repo: 'o/m',
    revision: 'main',
    licence: null,
    ...settings.entry,
  };
  return download(
    { entry, files, pins },
    {
      drawer,
      network: { ...network, ...settings.network },
      free: () => Promise.resolve(free),
      onProgress(progress) {
        told.push(progress);
        settings.heard?.(progress);
      },
      signal: settings.signal ?? new AbortController().signal,
    },
  );
}

function expectWhole(result: Downloaded | Refusal, drawer: MemoryDrawer): void {
  expect(result).not.toHaveProperty('fault');
  for (const [path, bytes] of model) expect(sha256(Buffer.from(drawer.contents.get(path) ?? []))).toBe(sha256(bytes));
}

describe('download', () => {
  test('every file comes whole, with its hash; the commit is the one the hub names', async () => {
    const drawer = memoryDrawer();
    const told: LibraryProgress[] = [];
    const result = await fetched({ drawer, told });
    expectWhole(result, drawer);
    if ('fault' in result) return;
    expect(result.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(result.files.map(({ path, sha256: hash }) => [path, hash]).toSorted()).toEqual(
      [...model].map(([path, bytes]) => [path, sha256(bytes)]).toSorted(),
    );
    expect(result.files.map(({ path, pinned }) => [path, pinned])).toContainEqual([graph, 'known']);
    expect(told.at(-1)).toMatchObject({ bytesDone: whole(), bytesTotal: whole() });
  });

  test('a mirror that lists nothing: the model comes all the same, and its hashes are those of the first download', async () => {
    hub.listing(false);
    const result = await fetched();
    expect(result).toMatchObject({ commit: null });
    if (!('fault' in result)) expect(result.files.every(({ pinned }) => pinned === 'first-download')).toBe(true);
  });

  test('asked again when all is here: nothing is fetched', async () => {
    const drawer = memoryDrawer();
    await fetched({ drawer });
    const before = hub.sent();
    expectWhole(await fetched({ drawer }), drawer);
    expect(hub.sent()).toBe(before);
  });

  test('a file that need not be there is left out where it is not', async () => {
    const extra: HubFile = { path: 'chat_template.jinja', bytes: 10, sha256: null, verified: false, optional: true };
    const result = await fetched({ files: [...wanted(), extra] });
    expect('fault' in result || result.files.length).toBe(model.size);
    expect(await fetched({ files: [...wanted(), { ...extra, optional: false }] })).toMatchObject({
      fault: 'not-found',
      file: 'chat_template.jinja',
    });
  });
});

describe('download, what mends itself', () => {
  test.each<[string, Mischief]>([
    ['a connection that breaks off twice', { kind: 'cut', after: 300_000, times: 2 }],
    ['a hub that fails twice', { kind: 'status', status: 500, times: 2 }],
    ['a hub that is busy', { kind: 'status', status: 429, times: 1, retryAfter: 2 }],
    ['a server without ranges that breaks off once', { kind: 'no-ranges', cutAfter: 300_000, times: 1 }],
    ['a slow hub', { kind: 'slow', bytesPerSecond: 4_000_000 }],
  ])('%s: the file comes whole', async (_, mischief) => {
    hub.mischief(graph, mischief);
    const drawer = memoryDrawer();
    const told: LibraryProgress[] = [];
    expectWhole(await fetched({ drawer, told }), drawer);
    expect(told.at(-1)).toMatchObject({ bytesDone: whole(), note: '' });
  });

  test('what came before a break is not fetched again', async () => {
    hub.mischief(graph, { kind: 'cut', after: 500_000, times: 3 });
    const before = hub.sent();
    expect(await fetched()).not.toHaveProperty('fault');
    expect(hub.sent() - before).toBe(whole());
  });

  test('the server’s Retry-After is obeyed, and a person is told', async () => {
    hub.mischief(graph, { kind: 'status', status: 503, times: 1, retryAfter: 7 });
    const pauses: number[] = [];
    const told: LibraryProgress[] = [];
    await fetched({ told, network: { sleep: async (milliseconds) => void pauses.push(milliseconds) } });
    expect(pauses).toEqual([7000]);
    expect(told.map(({ note }) => note)).toContain('The hub is busy; trying again in 7 s.');
  });

  test('a crash in the midst: what was marked is kept, and the model comes whole', async () => {
    let time = 0;
    const drawer = memoryDrawer();
    const stop = new AbortController();
    const before = hub.sent();
    hub.mischief(graph, { kind: 'slow', bytesPerSecond: 4_000_000 });
    const crashed = await fetched({
      drawer,
      signal: stop.signal,
      network: { now: () => (time += 100) },
      heard: ({ bytesDone }) => bytesDone > 800_000 && stop.abort(),
    });
    expect(crashed).toMatchObject({ fault: 'cancelled' });
    hub.mischief(graph, null);
    const found = drawer.afterCrash(12_345);
    expect(found.contents.get(graph)?.length).toBeGreaterThan(400_000);
    expectWhole(await fetched({ drawer: found }), found);
    expect(hub.sent() - before).toBeLessThan(whole() + 800_000);
  });
});

describe('download, what is refused', () => {
  test.each<[string, Mischief, Refusal['fault']]>([
    ['no such file', { kind: 'status', status: 404 }, 'not-found'],
    ['a licence is to be accepted', { kind: 'status', status: 403 }, 'forbidden'],
    ['a hub that fails for ever', { kind: 'status', status: 500 }, 'hub-error'],
    ['a web page that says so', { kind: 'page', honest: true }, 'not-the-file'],
    ['a web page that does not', { kind: 'page', honest: false }, 'not-the-file'],
    ['a Git LFS pointer', { kind: 'lfs-pointer' }, 'not-the-file'],
    ['redirects in a circle', { kind: 'redirect-loop' }, 'redirects'],
    ['a connection that breaks off for ever', { kind: 'cut', after: 1000, times: 99 }, 'cut-off'],
    ['no ranges, and breaks for ever', { kind: 'no-ranges', cutAfter: 300_000 }, 'no-ranges'],
    ['a byte that is wrong', { kind: 'corrupt' }, 'corrupt'],
    ['other contents of the same size', { kind: 'other-contents' }, 'corrupt'],
  ])('%s', async (_, mischief, fault) => {
    hub.mischief(graph, mischief);
    // Some mischief is only seen where a page would be listed with another size.
    if (mischief.kind === 'page' || mischief.kind === 'lfs-pointer') hub.listing(false);
    const drawer = memoryDrawer();
    expect(await fetched({ drawer })).toMatchObject({ fault, file: graph });
    hub.mischief(graph, null);
    const before = hub.sent();
    expectWhole(await fetched({ drawer }), drawer);
    expect(hub.sent() - before, 'the files before it are kept').toBeLessThanOrEqual(model.get(graph)?.length ?? 0);
  });

  test('silence: asked again, and refused where it is for ever', async () => {
    const drawer = memoryDrawer();
    hub.mischief(graph, { kind: 'silent', after: 300_000, times: 1 });
    expectWhole(await fetched({ drawer, network: { stall: 500 } }), drawer);
    hub.mischief(graph, { kind: 'silent', after: 1000, times: 99 });
    expect(await fetched({ network: { stall: 500 } })).toMatchObject({ fault: 'stalled', file: graph });
  });

  test('a file that changed between two parts is dropped, the others kept', async () => {
    hub.listing(false);
    const drawer = memoryDrawer();
    hub.mischief(graph, { kind: 'cut', after: 400_000, times: 1 });
    let asked = 0;
    const swapping: Network['fetch'] = (address, init) => {
      if (address.endsWith(graph) && ++asked === 2) hub.mischief(graph, { kind: 'other-contents' });
      return fetch(address, init);
    };
    expect(await fetched({ drawer, network: { fetch: swapping } })).toMatchObject({ fault: 'changed', file: graph });
    expect(drawer.contents.get(graph)?.length).toBe(0);
    expect(drawer.contents.get('config.json')?.length).toBe(model.get('config.json')?.length);
    hub.mischief(graph, null);
    expectWhole(await fetched({ drawer }), drawer);
  });

  test('a size or hash that the catalogue knows: anything else is refused', async () => {
    hub.listing(false);
    const known = (changes: Partial<HubFile>) =>
      wanted().map((file) =>
        file.path === graph ? { ...file, verified: true, sha256: sha256(model.get(graph)), ...changes } : file,
      );
    expect(await fetched({ files: known({}) })).not.toHaveProperty('fault');
    const before = hub.sent();
    hub.mischief(graph, { kind: 'slow', bytesPerSecond: 1_000_000 });
    expect(await fetched({ files: known({ bytes: 7 }) })).toMatchObject({ fault: 'corrupt', file: graph });
    expect(hub.sent() - before, 'a wrong size is seen before the file is fetched').toBeLessThan(whole() / 2);
    hub.mischief(graph, null);
    expect(await fetched({ files: known({ sha256: 'a'.repeat(64) }) })).toMatchObject({
      fault: 'corrupt',
      file: graph,
    });
  });

  test('a hub that itself names another hash than the catalogue: refused before anything is fetched', async () => {
    const files = wanted().map((file) => ({ ...file, verified: true, sha256: 'a'.repeat(64) }));
    const before = hub.sent();
    expect(await fetched({ files })).toMatchObject({ fault: 'corrupt', file: graph });
    expect(hub.sent()).toBe(before);
  });

  test.each([true, false])(
    'a file that is no longer what was first downloaded (listed: %j): refused, unless the change is accepted',
    async (listed) => {
      hub.listing(listed);
      const pins: Pin[] = [
        {
          repo: 'o/m',
          revision: 'main',
          path: graph,
          bytes: model.get(graph)?.length ?? 0,
          sha256: 'b'.repeat(64),
          pinnedAt: '',
        },
      ];
      expect(await fetched({ pins })).toMatchObject({ fault: 'differs', file: graph });
      expect(await fetched({ pins, entry: { acceptChanged: true } })).not.toHaveProperty('fault');
    },
  );

  test('a full disk, seen before or on the way: what came is kept, and is enough once there is room', async () => {
    expect(await fetched({ free: 1000 })).toMatchObject({ fault: 'no-room' });
    let capacity = 700_000;
    const drawer = memoryDrawer(new Map(), () => capacity);
    expect(await fetched({ drawer })).toMatchObject({ fault: 'no-room' });
    const kept = drawer.contents.get(graph)?.length ?? 0;
    expect(kept).toBeGreaterThan(0);
    capacity = Infinity;
    const before = hub.sent();
    expectWhole(await fetched({ drawer }), drawer);
    expect(hub.sent() - before).toBeLessThan(whole());
  });

  test('no network: says so', async () => {
    const off = { fetch: () => Promise.reject(new TypeError('Failed to fetch')) };
    expect(await fetched({ network: { ...off, isOnline: () => false } })).toMatchObject({ fault: 'offline' });
    expect(await fetched({ network: off })).toMatchObject({ fault: 'unreachable' });
  });

  test('an address that the page may not talk to: nothing is asked', async () => {
    const fetch = () => Promise.reject(new Error('asked'));
    expect(await fetched({ entry: { hub: 'https://example.org' }, network: { fetch } })).toMatchObject({
      fault: 'bad-address',
    });
  });

  test('given up: ends at once, and what came is kept', async () => {
    hub.mischief(graph, { kind: 'slow', bytesPerSecond: 2_000_000 });
    const stop = new AbortController();
    const drawer = memoryDrawer();
    let stopped = 0;
    const result = await fetched({
      drawer,
      signal: stop.signal,
      heard({ bytesDone }) {
        if (bytesDone > 300_000 && stopped === 0) {
          stopped = Date.now();
          stop.abort();
        }
      },
    });
    expect(result).toMatchObject({ fault: 'cancelled' });
    expect(Date.now() - stopped).toBeLessThan(1000);
    expect(drawer.contents.get(graph)?.length).toBeGreaterThan(0);
  });

  test('what is no model in the end is refused', async () => {
    const files = wanted().filter(({ path }) => path !== 'tokenizer.json');
    expect(await fetched({ files })).toMatchObject({ fault: 'not-a-model', detail: 'there is no tokenizer.json' });
  });
});

describe('download, another revision under the same id', () => {
  test('what is here of the other is dropped', async () => {
    hub.listing(false);
    const drawer = memoryDrawer();
    await fetched({ drawer });
    const before = hub.sent();
    expectWhole(await fetched({ drawer, entry: { revision: 'v2' } }), drawer);
    expect(hub.sent() - before).toBe(whole());
  });

  test('files whose hash is known to be the same are kept', async () => {
    const drawer = memoryDrawer();
    await fetched({ drawer });
    const before = hub.sent();
    expectWhole(await fetched({ drawer, entry: { revision: 'v2' } }), drawer);
    expect(hub.sent() - before).toBe(whole() - (model.get(graph)?.length ?? 0));
  });
});
