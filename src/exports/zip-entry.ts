import { Inflate } from 'fflate';
import { refused, type Refused } from '../domain/parsed.ts';
import type { ZipEntry } from './zip-directory.ts';

/** A file in a zip turned out not to be what the directory says. */
export class BrokenEntry extends Error {
  readonly refusal: Refused;
  constructor(path: string, message: string) {
    super(`${path}: ${message}`);
    this.name = 'BrokenEntry';
    this.refusal = refused(path, message);
  }
}

const localMark = 0x04034b50;
const localSize = 30;

/**
 * A file in a zip, unpacked piece by piece; never more of it than the directory says.
 * @throws BrokenEntry where it is cut off, holds more or less than the directory says, or fails its checksum.
 */
export async function* unpacked(zip: Blob, entry: ZipEntry): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const broken = (message: string) => new BrokenEntry(entry.path, message);
  const head = new DataView(await zip.slice(entry.offset, entry.offset + localSize).arrayBuffer());
  if (head.byteLength < localSize || head.getUint32(0, true) !== localMark)
    throw broken('is not where the directory of the zip says');
  const start = entry.offset + localSize + head.getUint16(26, true) + head.getUint16(28, true);
  const packed = zip.slice(start, start + entry.packedBytes);
  if (packed.size < entry.packedBytes) throw broken('is cut off');

  const out: Uint8Array<ArrayBuffer>[] = [];
  const inflate = new Inflate((chunk) => out.push(chunk as Uint8Array<ArrayBuffer>));
  let size = 0;
  let crc = 0xffffffff;
  const checked = function* () {
    for (const chunk of out.splice(0)) {
      size += chunk.length;
      if (size > entry.bytes) throw broken('unpacks to more than it says, as a zip bomb does');
      crc = crc32(crc, chunk);
      yield chunk;
    }
  };
  // Small steps, so that a bomb is noticed before it has filled the memory.
  const step = entry.method === 'stored' ? 2 ** 20 : 2 ** 14;
  for (let from = 0; from < packed.size; from += step) {
    const bytes = new Uint8Array(await packed.slice(from, from + step).arrayBuffer());
    if (entry.method === 'stored') out.push(bytes);
    else {
      try {
        inflate.push(bytes, from + step >= packed.size);
      } catch {
        throw broken('is damaged: it cannot be unpacked');
      }
    }
    yield* checked();
  }
  if (size < entry.bytes) throw broken('is damaged: it holds less than it says');
  if ((crc ^ 0xffffffff) >>> 0 !== entry.crc32) throw broken('is damaged: its checksum does not agree');
}

/** CRC-32 of ISO 3309, one step a byte, from a running value. */
function crc32(start: number, bytes: Uint8Array): number {
  let crc = start;
  for (const byte of bytes) crc = (table[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return crc;
}

const table = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});
