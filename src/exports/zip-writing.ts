import { Zip, ZipDeflate } from 'fflate';
import type { OutFile } from './pieces.ts';

/** The same files always give the same bytes; a zip cannot name an earlier day than this. */
const noDay = '1980-01-01T00:00:00';
/** So much is compressed in one go (bytes): some milliseconds of work. */
const step = 2 ** 16;

/** Files as one zip, compressed piece by piece: no file is ever in memory whole. Paths are taken as they are. */
export async function* zipOf(
  files: AsyncIterable<OutFile> | Iterable<OutFile>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const out: Uint8Array<ArrayBuffer>[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, chunk) => {
    if (error) failure = error;
    // The library's own buffers are plain ones.
    else out.push(chunk as Uint8Array<ArrayBuffer>);
  });
  const ready = () => {
    if (failure) throw new Error(`write the zip: ${failure.message}`);
    return out.splice(0);
  };
  const utf8 = new TextEncoder();
  for await (const { path, pieces } of files) {
    const entry = new ZipDeflate(path, { level: 6 });
    entry.mtime = noDay;
    zip.add(entry);
    for await (const piece of pieces) {
      const bytes = typeof piece === 'string' ? utf8.encode(piece) : piece;
      for (let from = 0; from < bytes.length; from += step) {
        entry.push(bytes.subarray(from, from + step), false);
        yield* ready();
      }
    }
    entry.push(new Uint8Array(0), true);
    yield* ready();
  }
  zip.end();
  yield* ready();
}
