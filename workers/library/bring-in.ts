import { createSHA256 } from 'hash-wasm';
import type { LibraryFile, OnProgress } from '../../src/domain/library.ts';
import { isFull } from './ask.ts';
import { textOf } from './faults.ts';
import { faultOfFolder } from './folder-check.ts';
import { markIfRoom, takeUp, type Growing } from './growing.ts';
import { journalPath, openJournal, type Journal } from './journal.ts';
import { meter, type Meter } from './meter.ts';
import type { Drawer } from './part.ts';
import { sizeOf } from './records.ts';
import { isFrom, type Source } from './sources.ts';
import type { Refusal } from './words.ts';

export interface BroughtFile extends LibraryFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** Where the files go, and who hears of it. */
export interface Means {
  readonly drawer: Drawer;
  readonly free: () => Promise<number | null>;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/**
 * Copies files in, hashing them on the way, and checks that they are a model. What an earlier, broken-off copy of the same
 * sources left in the drawer is hashed again and not copied again; what came of others is dropped.
 */
export async function bringIn(chosen: readonly Source[], means: Means): Promise<readonly BroughtFile[] | Refusal> {
  const { drawer, free, onProgress } = means;
  const journal = await openJournal(drawer);
  try {
    const changed = await dropOthers(chosen, journal, drawer);
    const [total, here, room] = [sizeOf(chosen), sizeOf(journal.marks()), await free()];
    if (room !== null && total - here > room) {
      return { fault: 'no-room', detail: `${total - here} more bytes are needed, ${room} are free` };
    }
    const progress = meter(total, onProgress);
    progress.had(here);
    const files = new Map<string, BroughtFile>();
    for (const source of furthestFirst(chosen, journal)) {
      const copied = await copyIn(source, changed.has(source.path), journal, progress, means);
      if ('fault' in copied) return copied;
      files.set(source.path, copied);
    }
    progress.note('');
    progress.tell();
    return (await faultOfCopies(chosen, journal, drawer)) ?? chosen.flatMap(({ path }) => files.get(path) ?? []);
  } finally {
    journal.close();
  }
}

/** Drops what is here of other files than these; gives the paths of those that have changed since. */
async function dropOthers(chosen: readonly Source[], journal: Journal, drawer: Drawer): Promise<ReadonlySet<string>> {
  const sources = new Map(chosen.map((source) => [source.path, source]));
  const changed = new Set<string>();
  for (const mark of journal.marks()) {
    const source = sources.get(mark.path);
    if (source && isFrom(mark, source)) continue;
    if (source) changed.add(mark.path);
    journal.drop(mark.path);
  }
  for (const path of await drawer.paths()) {
    if (path !== journalPath && journal.mark(path) === undefined) await drawer.remove(path);
  }
  return changed;
}

/** What is here whole is checked first, then what is here in part is gone on with: from there on, all time is copying. */
function furthestFirst(chosen: readonly Source[], journal: Journal): readonly Source[] {
  const place = ({ path }: Source) => [true, false, undefined].indexOf(journal.mark(path)?.whole);
  return chosen.toSorted((a, b) => place(a) - place(b));
}

async function faultOfCopies(chosen: readonly Source[], journal: Journal, drawer: Drawer): Promise<Refusal | null> {
  const blobs = new Map<string, Blob>();
  for (const { path } of chosen) blobs.set(path, (await drawer.file(path)) ?? new Blob());
  const fault = await faultOfFolder(blobs);
  if (fault?.fault === 'corrupt' && fault.file !== undefined) {
    // It is as it was on the person's disk, and is not what the model's own list of sums says.
    journal.drop(fault.file);
    await drawer.remove(fault.file);
  }
  return fault;
}

async function copyIn(
  source: Source,
  isChanged: boolean,
  journal: Journal,
  progress: Meter,
  { drawer, signal }: Means,
): Promise<BroughtFile | Refusal> {
  const { path, bytes } = source;
  const before = journal.mark(path);
  progress.at(path);
  if (before) progress.note('Checking what is here already.');
  const part = await drawer.open(path);
  try {
    const growing = await takeUp(path, null, part, journal, Date.now, signal);
    if (before) progress.paceAnew();
    const isWhole = before?.whole === true && growing.bytes() === bytes;
    if (!isWhole) {
      const isSpoilt = before !== undefined && growing.bytes() === 0;
      if (isSpoilt) progress.lost(before.bytes);
      progress.note(isChanged || isSpoilt ? `${path} is not what it was, so it is copied anew.` : '');
      const refusal = await copyRest(source, growing, progress, signal);
      if (refusal) {
        if (growing.bytes() > 0) markIfRoom(growing);
        return { file: path, ...refusal };
      }
      growing.mark(true);
    }
    return { path, bytes, sha256: growing.digest(), pinned: 'first-download' };
  } catch (error) {
    return signal.aborted ? { fault: 'cancelled', file: path } : { file: path, ...faultOfCopying(error) };
  } finally {
    part.close();
  }
}

/** Copies what is not here yet; null where that is all of it now. */
async function copyRest(
  source: Source,
  growing: Growing,
  progress: Meter,
  signal: AbortSignal,
): Promise<Refusal | null> {
  const { bytes, stamp = null } = source;
  function beginAnew(): void {
    progress.lost(growing.bytes());
    growing.beginAnew();
    [growing.total, growing.etag] = [bytes, stamp];
  }
  [growing.total, growing.etag] = [bytes, stamp];
  try {
    for await (const piece of piecesToCome(source, growing, beginAnew, signal)) {
      growing.append(piece);
      progress.did(piece.length);
      if (signal.aborted) break;
    }
  } catch (error) {
    if (!signal.aborted) return faultOfCopying(error);
  }
  if (signal.aborted) return { fault: 'cancelled' };
  const read = growing.bytes();
  if (read === bytes) return null;
  if (read > bytes) beginAnew();
  return { fault: 'disk', detail: `${read} of ${bytes} bytes could be read` };
}

/**
 * The bytes of a source behind those that are here. Where it must be unpacked, or nothing but its size tells it from
 * others, it is read from its start, and has to begin with what is here; `beginAnew` is called where it does not.
 */
async function* piecesToCome(
  { blob, stamp, open }: Source,
  growing: Growing,
  beginAnew: () => void,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const here = growing.bytes();
  if (here === 0) return yield* piecesOf(open(), signal);
  if (blob && stamp !== undefined) return yield* piecesOf(blob.slice(here).stream(), signal);
  const hasher = await createSHA256();
  const wanted = growing.digest();
  let read = 0;
  for await (const piece of piecesOf(open(), signal)) {
    const known = Math.max(0, Math.min(piece.length, here - read));
    read += piece.length;
    if (known > 0) hasher.update(piece.subarray(0, known));
    if (known > 0 && read >= here && hasher.digest() !== wanted) {
      beginAnew();
      return yield* piecesOf(open(), signal);
    }
    if (known < piece.length) yield piece.subarray(known);
  }
  return undefined;
}

/** A stream's pieces, until it ends or is given up. */
async function* piecesOf(stream: ReadableStream<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  const stop = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', stop);
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

function faultOfCopying(error: unknown): Refusal {
  if (isFull(error)) return { fault: 'no-room' };
  if (error instanceof RangeError) return { fault: 'bad-zip', detail: error.message };
  return { fault: 'disk', detail: textOf(error) };
}
