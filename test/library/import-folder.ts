import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { crc32 as crc32Of } from 'hash-wasm';
import { expect, vi } from 'vitest';
import type { LibraryProgress } from '../../src/domain/library.ts';
import { bringIn, type BroughtFile } from '../../workers/library/bring-in.ts';
import { journalPath, marksIn } from '../../workers/library/journal.ts';
import { sourcesOf, type Source } from '../../workers/library/sources.ts';
import type { Refusal } from '../../workers/library/words.ts';
import { zipOf } from '../../workers/library/zip/write.ts';
import { decoderFolder } from '../engines/fixtures/folders.ts';
import type { MemoryDrawer } from './memory-drawer.ts';

export const graph = 'onnx/model.onnx';
export const second = 'onnx/model_q4.onnx';
export const day = 1_700_000_000_000;

/** Files by path. */
export type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** A small model with two graphs of 1.5 MB each, so that something happens on the way. */
export const model: Files = await smallModel();

async function smallModel(): Promise<Files> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { path, from } of decoderFolder().files) {
    if (from instanceof Blob) files.set(path, new Uint8Array(await from.arrayBuffer()));
  }
  const bytes = files.get(graph) ?? new Uint8Array();
  files.set(graph, new Uint8Array([...bytes, ...padding(1_500_000, 1)]));
  return files.set(second, new Uint8Array([...bytes, ...padding(1_500_000, 2)]));
}

/** A protobuf field that no model has (number 1000, bytes); no two of its places are alike. */
export function padding(bytes: number, seed: number): Buffer {
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
  const noise = Buffer.alloc(bytes);
  for (let at = 0, state = seed; at + 4 <= bytes; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    noise.writeUInt32LE(state, at);
  }
  return Buffer.concat([Buffer.from([...varint(1000 * 8 + 2), ...varint(bytes)]), noise]);
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
/** Bytes of all of them. */
export const sizeOf = (files: ReadonlyMap<string, Uint8Array>) =>
  [...files.values()].reduce((sum, { length }) => sum + length, 0);
/** The same bytes but for one bit at `at`. */
export const flipped = (bytes: Uint8Array, at: number) => {
  const changed = new Uint8Array(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
};

/** The files as a folder on a disk; `read` counts what is read of each. */
export async function folderOf(files: Files, dates: Readonly<Record<string, number>> = {}) {
  const read: Record<string, number> = {};
  const picked = [...files].map(([path, bytes]) => {
    const count = (blob: Blob): Blob => {
      const [slice, stream] = [blob.slice.bind(blob), blob.stream.bind(blob)];
      return Object.assign(blob, {
        slice: (from?: number, to?: number) => count(slice(from, to)),
        stream: () => inPieces(stream(), (length) => void (read[path] = (read[path] ?? 0) + length)),
      });
    };
    return { path, blob: count(new File([bytes], path, { lastModified: dates[path] ?? day })) };
  });
  return { read, sources: await taken({ kind: 'folder', files: picked }) };
}

/** The files as a zip, each packed with deflate where `packs`, else stored. */
export async function zipped(files: Files, packs: boolean): Promise<readonly Source[]> {
  const entries = [...files].map(async ([path, bytes]) => ({
    path: `m/${path}`,
    data: new Blob([bytes]),
    crc32: Number.parseInt(await crc32Of(bytes), 16),
  }));
  if (!packs) return taken({ kind: 'zip', zip: zipOf(await Promise.all(entries)) });
  return [...files].map(([path, bytes]) => ({
    path,
    bytes: bytes.length,
    stamp: sha256(bytes),
    open: () => new Blob([deflateRawSync(bytes)]).stream().pipeThrough(new DecompressionStream('deflate-raw')),
  }));
}

/** What makes up the model among the picked files. */
export async function taken(picked: Parameters<typeof sourcesOf>[0]): Promise<readonly Source[]> {
  const sources = await sourcesOf(picked);
  if ('fault' in sources) throw new Error(sources.detail);
  return sources.map((source) => ({ ...source, open: () => inPieces(source.open()) }));
}

/** A stream in pieces of 64 KiB at most, as a browser reads a disk: Node gives what is in memory in one. */
function inPieces(
  stream: ReadableStream<Uint8Array>,
  count: (length: number) => void = () => undefined,
): ReadableStream<Uint8Array> {
  const most = 65_536;
  return stream.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, out) {
        for (let at = 0; at < piece.length; at += most) {
          count(Math.min(most, piece.length - at));
          out.enqueue(piece.subarray(at, at + most));
        }
      },
    }),
  );
}

/** How an attempt goes. */
export interface Attempt {
  readonly drawer: MemoryDrawer;
  /** Gives up once so many bytes are done. */
  readonly until?: number;
  readonly free?: number | null;
  readonly told?: LibraryProgress[];
}

/** One attempt to bring them in. */
export function brought(sources: readonly Source[], { drawer, until = Infinity, free = null, told = [] }: Attempt) {
  const stop = new AbortController();
  const onProgress = (progress: LibraryProgress) => {
    told.push(progress);
    if (progress.bytesDone >= until) stop.abort();
  };
  return bringIn(sources, { drawer, free: () => Promise.resolve(free), onProgress, signal: stop.signal });
}

/** Node's own hashes are the witness: of what is kept, and of what is said to be kept. */
export function expectWhole(
  result: readonly BroughtFile[] | Refusal,
  drawer: MemoryDrawer,
  files: Files = model,
): void {
  if ('fault' in result) throw new Error(`${result.fault}: ${result.detail ?? ''}`);
  expect(Object.fromEntries(result.map(({ path, sha256: hash }) => [path, hash]))).toEqual(
    Object.fromEntries([...files].map(([path, bytes]) => [path, sha256(bytes)])),
  );
  const kept = [...drawer.contents].filter(([path]) => path !== journalPath);
  expect(Object.fromEntries(kept.map(([path, bytes]) => [path, sha256(bytes)]))).toEqual(
    Object.fromEntries([...files].map(([path, bytes]) => [path, sha256(bytes)])),
  );
}

/** Time goes on a tenth of a second at each look: what grows is marked every few pieces. Gives how to let more of it pass (ms). */
export function quickClock(): (milliseconds: number) => void {
  let time = day;
  vi.spyOn(Date, 'now').mockImplementation(() => (time += 100));
  return (milliseconds) => void (time += milliseconds);
}

/** How many bytes an import that was given up after about 2 MB has left in its drawer. */
export async function brokenOff(sources: readonly Source[], drawer: MemoryDrawer): Promise<number> {
  quickClock();
  expect(await brought(sources, { drawer, until: 2_000_000 })).toMatchObject({ fault: 'cancelled' });
  const here = (await marksIn(drawer)).reduce((sum, { bytes }) => sum + bytes, 0);
  const kept = [...drawer.contents].filter(([path]) => path !== journalPath);
  expect(here, 'all that came is marked').toBe(sizeOf(new Map(kept)));
  expect(here).toBeGreaterThan(1_900_000);
  expect(here).toBeLessThan(sizeOf(model) - 500_000);
  return here;
}
