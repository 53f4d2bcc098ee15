import { Deflate } from 'fflate';
import { crc32 } from '../domain/zip/crc32.ts';
import type { ZipEntry } from '../domain/zip/entry.ts';
import { directoryOf, headerOf, sizesAfter } from '../domain/zip/written.ts';
import type { OutFile } from './pieces.ts';

/** So much is compressed in one go (bytes): some milliseconds of work. */
const step = 2 ** 16;

/**
 * Files as one zip, compressed piece by piece: no file is ever in memory whole. Paths are taken as they are.
 * @throws RangeError where a file is larger than 4 GiB; the zip itself may be.
 */
export async function* zipOf(
  files: AsyncIterable<OutFile> | Iterable<OutFile>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const utf8 = new TextEncoder();
  const entries: ZipEntry[] = [];
  let end = 0;
  for await (const { path, pieces } of files) {
    const file = { path, method: 'deflated' as const, bytes: 0, packedBytes: 0, crc32: 0 };
    const out: Uint8Array<ArrayBuffer>[] = [];
    const deflate = new Deflate({ level: 6 }, (chunk) => {
      file.packedBytes += chunk.length;
      // The library's own buffers are plain ones.
      out.push(chunk as Uint8Array<ArrayBuffer>);
    });
    const header = headerOf(file);
    yield header;
    for await (const piece of pieces) {
      const bytes = typeof piece === 'string' ? utf8.encode(piece) : piece;
      for (let from = 0; from < bytes.length; from += step) {
        const some = bytes.subarray(from, from + step);
        file.bytes += some.length;
        file.crc32 = crc32(some, file.crc32);
        deflate.push(some, false);
        yield* out.splice(0);
      }
    }
    deflate.push(new Uint8Array(0), true);
    const sizes = sizesAfter(file);
    yield* [...out, sizes];
    entries.push({ ...file, at: end });
    end += header.length + file.packedBytes + sizes.length;
  }
  yield directoryOf(entries, end);
}
