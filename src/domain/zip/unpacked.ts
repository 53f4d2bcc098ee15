import { refused, type Refused } from '../parsed.ts';
import { crc32 } from './crc32.ts';
import { records, type ZipEntry } from './entry.ts';

/** A file in a zip turned out not to be what the directory says. */
export class BrokenEntry extends RangeError {
  readonly refusal: Refused;
  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
    this.name = 'BrokenEntry';
    this.refusal = refused(path, message);
  }
}

/**
 * A file in a zip, unpacked piece by piece; never more of it than the directory says.
 * @throws BrokenEntry where it is cut off, holds more or less than the directory says, or fails its checksum.
 */
export async function* unpacked(zip: Blob, entry: ZipEntry): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const broken = (message: string) => new BrokenEntry(entry.path, message);
  const { mark, length } = records.local;
  const head = new DataView(await zip.slice(entry.at, entry.at + length).arrayBuffer());
  if (head.byteLength < length || head.getUint32(0, true) !== mark)
    throw broken('is not where the directory of the zip says');
  const start = entry.at + length + head.getUint16(26, true) + head.getUint16(28, true);
  const packed = zip.slice(start, start + entry.packedBytes);
  if (packed.size < entry.packedBytes) throw broken('is cut off');

  const stream =
    entry.method === 'stored' ? packed.stream() : packed.stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  let size = 0;
  let crc = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        // A DOMException is about the disk; whatever else the unpacking throws is about the bytes.
        if (error instanceof DOMException) throw error;
        throw broken('is damaged: it cannot be unpacked');
      });
      if (done) break;
      size += value.length;
      if (size > entry.bytes) throw broken('unpacks to more than it says, as a zip bomb does');
      crc = crc32(value, crc);
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  if (size < entry.bytes) throw broken('is damaged: it holds less than it says');
  if (crc !== entry.crc32) throw broken('is damaged: its checksum does not agree');
}
