import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { HubEntry, HubFile, LibraryProgress, Pin } from '../../src/domain/library.ts';
import { download, type Downloaded } from '../../workers/library/download.ts';
import type { Network } from '../../workers/library/network.ts';
import type { Refusal } from '../../workers/library/words.ts';
import { startHub, type StandInHub } from '../e2e/hub.ts';
import { decoderFolder } from '../engines/fixtures/folders.ts';
import { memoryDrawer, type MemoryDrawer } from './memory-drawer.ts';

/** The model's one large file. */
export const graph = 'onnx/model.onnx';

/** What a download is given beside the defaults. */
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

/** A protobuf field that no model has (number 1000, bytes), so that a graph of any size is still read. */
function padding(bytes: number): Buffer {
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
  return Buffer.concat([Buffer.from([...varint(1000 * 8 + 2), ...varint(bytes)]), Buffer.alloc(bytes, 'noise')]);
}

/** A SHA-256 in hex; of nothing where there is nothing. */
export const sha256 = (bytes: Buffer | undefined) =>
  createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');
const network: Network = {
  fetch: (address, init) => fetch(address, init),
  sleep: () => Promise.resolve(),
  now: Date.now,
  isOnline: () => true,
  stall: 10_000,
  attempts: 3,
  firstPause: 1,
};

/** A hub of one model for the tests of one file, good again after each test, and downloads from it into memory. */
export function oneModelHub() {
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
  const whole = () => [...model.values()].reduce((sum, { length }) => sum + length, 0);
  const wanted = (): HubFile[] =>
    [...model].map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: null, verified: false }));

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

  return { model: () => model, hub: () => hub, whole, wanted, fetched, expectWhole };
}
