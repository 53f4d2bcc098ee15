import { createSHA256 } from 'hash-wasm';
import { isFull } from './ask.ts';
import type { Journal, Mark } from './journal.ts';
import type { Part } from './part.ts';

/** A file that grows from its start on, hashed as it grows, and marked in the journal so that a sudden end costs little. */
export interface Growing {
  /** Bytes that are here. */
  bytes(): number;
  /** Its whole size as its source said, and the source's name for the contents; null where it did not say. */
  total: number | null;
  etag: string | null;
  /** Throws a DOMException named QuotaExceededError where there is no room; what came before stays. */
  append(piece: Uint8Array): void;
  /** SHA-256 of what is here, hex. */
  digest(): string;
  /** Makes sure that what is here survives a sudden end; `whole` where that is all of it. */
  mark(whole?: boolean): void;
  /** Empties the file, and forgets that it was begun. */
  beginAnew(): void;
}

/** How often a growing file is marked by itself. Milliseconds. */
const markEvery = 500;
const readingPiece = 2 ** 20;
/** How much is hashed again before the worker looks whether it is to stop: about a tenth of a second's worth. Bytes. */
const breath = 2 ** 25;

/**
 * Opens a file where it was left. What the journal says is here is read and hashed again: what is not so is dropped.
 * `wanted` is the hash that it should have in the end, if known. `now` in milliseconds. Throws the signal's reason when it
 * is given up; what is here and what the journal says of it then stay as they were.
 */
export async function takeUp(
  path: string,
  wanted: string | null,
  part: Part,
  journal: Journal,
  now: () => number,
  signal?: AbortSignal,
): Promise<Growing> {
  const hasher = await createSHA256();
  let hashed = 0;
  let marked = now();

  function digest(): string {
    const state = hasher.save();
    const found = hasher.digest();
    hasher.load(state);
    return found;
  }
  function beginAnew(): void {
    part.truncate(0);
    hasher.init();
    hashed = 0;
    [growing.total, growing.etag] = [null, null];
    if (journal.mark(path)) journal.drop(path);
  }
  async function isHere({ bytes, sha256 }: Mark): Promise<boolean> {
    if (part.size() < bytes) return false;
    part.truncate(bytes);
    const piece = new Uint8Array(readingPiece);
    while (hashed < bytes) {
      const read = part.read(piece, hashed);
      if (read === 0) return false;
      hasher.update(piece.subarray(0, read));
      hashed += read;
      if (hashed % breath < read) await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
    }
    return digest() === sha256;
  }
  function mark(whole = false): void {
    if (part.size() > hashed) part.truncate(hashed);
    part.flush();
    const { total, etag } = growing;
    journal.set({ path, bytes: hashed, sha256: digest(), whole, total, etag, wanted });
    marked = now();
  }

  const before = journal.mark(path);
  const growing: Growing = {
    bytes: () => hashed,
    total: before?.total ?? null,
    etag: before?.etag ?? null,
    append(piece) {
      part.append(piece);
      hasher.update(piece);
      hashed += piece.length;
      if (now() - marked >= markEvery) mark();
    },
    digest,
    mark,
    beginAnew,
  };
  if (!before || !(await isHere(before))) beginAnew();
  return growing;
}

/** Marks a file that is left as it is. A full disk may refuse even the note of what is on it; the note before then stands. */
export function markIfRoom(growing: Growing): void {
  try {
    growing.mark();
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}
