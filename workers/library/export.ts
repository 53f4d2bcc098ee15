import { createCRC32, createSHA256 } from 'hash-wasm';
import type { LibraryFile, OnProgress } from '../../src/domain/library.ts';
import { meter, type Meter } from './meter.ts';
import type { Drawer } from './part.ts';
import type { Refusal } from './words.ts';
import { zipOf, type Packed } from './zip/write.ts';

/** A model that is to be read, and who hears of it. */
export interface Reading {
  readonly drawer: Drawer;
  readonly files: readonly LibraryFile[];
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** Paths of files that are gone, or not what they were. */
export async function damagedFiles(reading: Reading): Promise<readonly string[] | Refusal> {
  const progress = meterFor(reading);
  const damaged: string[] = [];
  for (const file of reading.files) {
    const read = await readOut(file, reading, progress);
    if ('fault' in read) {
      if (read.fault !== 'missing') return read;
      damaged.push(file.path);
    }
  }
  progress.tell();
  return damaged;
}

/** A zip of the model, all files in a folder called `name`. Nothing is given away that is damaged. */
export async function asZip(name: string, reading: Reading): Promise<Blob | Refusal> {
  const progress = meterFor(reading);
  const packed: Packed[] = [];
  for (const file of reading.files) {
    const crc = await createCRC32();
    const read = await readOut(file, reading, progress, (piece) => void crc.update(piece));
    if ('fault' in read) return read;
    packed.push({ path: `${name}/${file.path}`, data: read.data, crc32: Number.parseInt(crc.digest(), 16) });
  }
  progress.tell();
  return zipOf(packed);
}

/** Writes the model into a folder called `name` within `parent`, and gives that name. A file that is damaged is not left there. */
export async function intoFolder(
  name: string,
  parent: FileSystemDirectoryHandle,
  reading: Reading,
): Promise<string | Refusal> {
  const progress = meterFor(reading);
  try {
    const folder = await parent.getDirectoryHandle(name, { create: true });
    for (const file of reading.files) {
      const names = file.path.split('/');
      let place = folder;
      for (const part of names.slice(0, -1)) place = await place.getDirectoryHandle(part, { create: true });
      const last = names.at(-1) ?? '';
      const handle = await place.getFileHandle(last, { create: true });
      const out = await handle.createWritable();
      const read = await readOut(file, reading, progress, (piece) => out.write(piece));
      if ('fault' in read) {
        await out.abort();
        await place.removeEntry(last);
        return read;
      }
      await out.close();
    }
  } catch (error) {
    return { fault: 'disk', file: name, detail: error instanceof Error ? error.message : String(error) };
  }
  progress.tell();
  return name;
}

function meterFor({ files, onProgress }: Reading): Meter {
  return meter(
    files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    onProgress,
  );
}

/** Reads a file to its end, checks its hash, and hands its pieces on. `missing` where it is gone or another. */
async function readOut(
  { path, bytes, sha256 }: LibraryFile,
  { drawer, signal }: Reading,
  progress: Meter,
  hand: (piece: Uint8Array<ArrayBuffer>) => unknown = () => undefined,
): Promise<{ readonly data: File } | Refusal> {
  const data = await drawer.file(path);
  if (data === undefined || data.size !== bytes) {
    return { fault: 'missing', file: path, detail: `${path} is ${data === undefined ? 'gone' : 'cut short'}` };
  }
  progress.at(path);
  const hasher = await createSHA256();
  const reader = data.stream().getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    if (signal.aborted) {
      await reader.cancel();
      return { fault: 'cancelled' };
    }
    hasher.update(read.value);
    await hand(read.value);
    progress.did(read.value.length);
  }
  return hasher.digest() === sha256 ? { data } : { fault: 'missing', file: path, detail: `${path} is damaged` };
}
