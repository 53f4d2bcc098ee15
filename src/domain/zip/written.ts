import { elsewhere, records, type ZipEntry } from './entry.ts';

/** Bit 11: names are UTF-8. */
const utf8 = 0x800;
/** Bit 3: the sizes and the checksum stand behind the file. */
const sizesBehind = 0x8;
/** 1 January 1980, the first day there is: the same files give the same zip. */
const noDay = 0x0021;

/**
 * The record before a file's bytes. A stored file's sizes and checksum stand in it; a deflated one's are not known yet, whatever
 * the entry says, and `sizesAfter` tells them.
 */
export function headerOf({ path, method, bytes, crc32 }: Omit<ZipEntry, 'at'>): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(path);
  const isStored = method === 'stored';
  const large = isStored && bytes >= elsewhere.of32 ? record('HHQQ', [1, 16, bytes, bytes]) : nothing;
  const size = isStored ? Math.min(bytes, elsewhere.of32) : 0;
  const { mark } = records.local;
  const kind = kindOf(method, large.length > 0);
  const fields = [mark, ...kind, isStored ? crc32 : 0, size, size, name.length, large.length];
  return joined([record('IHHHHHIIIHH', fields), name, large]);
}

/**
 * The record behind a deflated file's bytes.
 * @throws RangeError where the file is larger than 4 GiB, which could be told before it only.
 */
export function sizesAfter({ path, crc32, packedBytes, bytes }: Omit<ZipEntry, 'at'>): Uint8Array<ArrayBuffer> {
  if (Math.max(bytes, packedBytes) >= elsewhere.of32)
    throw new RangeError(`write the zip: ${path} is larger than 4 GiB, wanted a smaller file; save it by itself`);
  return record('IIII', [records.sizes.mark, crc32, packedBytes, bytes]);
}

/** The records behind all files: the directory, which begins at `at` (bytes from the zip's start), and the end. */
export function directoryOf(entries: readonly ZipEntry[], at: number): Uint8Array<ArrayBuffer> {
  const directory = joined(entries.map(entryRecord));
  const { length } = directory;
  const count = entries.length;
  const isLarge = count >= elsewhere.of16 || at >= elsewhere.of32 || length >= elsewhere.of32;
  const { end64, locator64, end } = records;
  const large = isLarge
    ? [
        record('IQHHIIQQQQ', [end64.mark, end64.length - 12, 45, 45, 0, 0, count, count, length, at]),
        record('IIQI', [locator64.mark, 0, at + length, 1]),
      ]
    : [];
  const counted = Math.min(count, elsewhere.of16);
  const [short, from] = [length, at].map((size) => Math.min(size, elsewhere.of32));
  return joined([
    directory,
    ...large,
    record('IHHHHIIH', [end.mark, 0, 0, counted, counted, short ?? 0, from ?? 0, 0]),
  ]);
}

function entryRecord(entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode(entry.path);
  // Only what does not fit in 32 bits stands in the extra field, in this order.
  const large = [entry.bytes, entry.packedBytes, entry.at].filter((size) => size >= elsewhere.of32);
  const extra = large.length > 0 ? record(`HH${'Q'.repeat(large.length)}`, [1, 8 * large.length, ...large]) : nothing;
  const [packed, bytes, at] = [entry.packedBytes, entry.bytes, entry.at].map((size) => Math.min(size, elsewhere.of32));
  const kind = kindOf(entry.method, extra.length > 0);
  const fields = [records.entry.mark, kind[0] ?? 0, ...kind, entry.crc32, packed ?? 0, bytes ?? 0];
  const rest = [name.length, extra.length, 0, 0, 0, 0, at ?? 0];
  return joined([record('IHHHHHHIIIHHHHHII', [...fields, ...rest]), name, extra]);
}

/** Version needed (4.5 is the first with 64-bit sizes), flags, method, time and day. */
function kindOf(method: ZipEntry['method'], isLarge: boolean): readonly number[] {
  const version = isLarge ? 45 : 20;
  return method === 'stored' ? [version, utf8, 0, 0, noDay] : [version, utf8 | sizesBehind, 8, 0, noDay];
}

const nothing = new Uint8Array(0);
const widths: Readonly<Record<string, number>> = { H: 2, I: 4, Q: 8 };

/** Little-endian numbers one after another: H of 2 bytes, I of 4, Q of 8. */
function record(format: string, values: readonly number[]): Uint8Array<ArrayBuffer> {
  const kinds = [...format];
  const view = new DataView(new ArrayBuffer(kinds.reduce((sum, kind) => sum + (widths[kind] ?? 0), 0)));
  let at = 0;
  kinds.forEach((kind, index) => {
    const value = values[index] ?? 0;
    if (kind === 'H') view.setUint16(at, value, true);
    else if (kind === 'I') view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += widths[kind] ?? 0;
  });
  return new Uint8Array(view.buffer);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
