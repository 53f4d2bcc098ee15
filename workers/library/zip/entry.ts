import { createCRC32 } from 'hash-wasm';
import type { ZipEntry } from './directory.ts';

const headerSignature = 0x04034b50;
const headerLength = 30;

/**
 * A file of a zip, unpacked as it is read. The stream fails with a RangeError where there is more or less than the
 * directory says, or where the checksum is another.
 */
export function openEntry(zip: Blob, entry: ZipEntry): ReadableStream<Uint8Array> {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  let crc: Awaited<ReturnType<typeof createCRC32>> | undefined;
  let bytes = 0;
  const { path } = entry;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      crc ??= await createCRC32();
      reader ??= (await unpacked(zip, entry)).getReader();
      const read = await reader.read().catch((error: unknown) => {
        // A DOMException is about the disk; whatever else the unpacking throws is about the bytes.
        if (error instanceof DOMException) throw error;
        throw new RangeError(`${path} cannot be unpacked`);
      });
      if (!read.done) {
        bytes += read.value.length;
        if (bytes > entry.bytes) throw new RangeError(`${path} unpacks to more than it says`);
        crc.update(read.value);
        controller.enqueue(read.value);
        return;
      }
      if (bytes < entry.bytes) throw new RangeError(`${path} is cut short`);
      if (Number.parseInt(crc.digest(), 16) !== entry.crc32) throw new RangeError(`the checksum of ${path} is wrong`);
      controller.close();
    },
    cancel: (reason) => reader?.cancel(reason),
  });
}

async function unpacked(zip: Blob, entry: ZipEntry): Promise<ReadableStream<Uint8Array>> {
  const header = new DataView(await zip.slice(entry.at, entry.at + headerLength).arrayBuffer());
  if (header.byteLength < headerLength || header.getUint32(0, true) !== headerSignature) {
    throw new RangeError(`${entry.path} is not where the list says`);
  }
  const start = entry.at + headerLength + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = zip.slice(start, start + entry.packedBytes);
  if (packed.size < entry.packedBytes) throw new RangeError(`${entry.path} is cut short`);
  return entry.method === 'stored'
    ? packed.stream()
    : packed.stream().pipeThrough(new DecompressionStream('deflate-raw'));
}
