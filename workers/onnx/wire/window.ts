/** A model's file, in memory or not. */
export type Source = Uint8Array | Blob;

/** A file that is read a piece at a time. */
export interface Window {
  readonly size: number;
  /** Bytes fetched from a Blob so far. */
  readonly fetched: number;
  /** `length` bytes from `offset` on, fewer at the end; at once where they are at hand. Good until the next call. */
  at(offset: number, length: number): Uint8Array | Promise<Uint8Array>;
}

/** Reading on from where the last piece ended doubles the piece, and a leap over weights begins small again. */
const smallest = 4096;
const largest = 2 ** 20;

/** Looks at a file through a window of at most 1 MiB, or of what one call asks. */
export function windowOn(source: Source): Window {
  if (source instanceof Uint8Array) {
    return { size: source.length, fetched: 0, at: (offset, length) => source.subarray(offset, offset + length) };
  }
  let piece = new Uint8Array(0);
  let start = 0;
  let stride = smallest;
  let fetched = 0;

  async function fetchPiece(offset: number, length: number): Promise<Uint8Array> {
    const end = start + piece.length;
    stride = offset <= end && offset >= start ? Math.min(largest, stride * 2) : smallest;
    const wanted = (source as Blob).slice(offset, offset + Math.max(length, stride));
    piece = new Uint8Array(await wanted.arrayBuffer());
    start = offset;
    fetched += piece.length;
    return piece.subarray(0, length);
  }
  return {
    size: source.size,
    get fetched() {
      return fetched;
    },
    at(offset, length) {
      const stop = Math.min(offset + length, source.size);
      if (offset >= start && stop <= start + piece.length) return piece.subarray(offset - start, stop - start);
      return fetchPiece(offset, length);
    },
  };
}
