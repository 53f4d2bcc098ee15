/** A file to put into a zip, with the CRC-32 of its bytes. */
export interface Packed {
  readonly path: string;
  readonly data: Blob;
  readonly crc32: number;
}

/** What a field of 32 bits says where the truth is in the 64-bit field behind it. */
const elsewhere = 0xffffffff;
/** Version 4.5 of the format: the first with 64-bit sizes. */
const version = 45;
/** Bit 11: names are UTF-8. */
const flags = 0x800;
/** 1 January 1980, the first date there is: the same files give the same zip. */
const date = 0x0021;

/**
 * A zip of files as they are, not compressed, with 64-bit sizes throughout: its bytes are the files' own where they lie,
 * so it takes no memory, whatever its size.
 */
export function zipOf(files: readonly Packed[]): Blob {
  const parts: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let at = 0;
  let directoryLength = 0;
  for (const { path, data, crc32 } of files) {
    const name = new TextEncoder().encode(path);
    const header = concatenated(
      record('IHHHHHIIIHH', [0x04034b50, version, flags, 0, 0, date, crc32, elsewhere, elsewhere, name.length, 20]),
      name,
      record('HHQQ', [1, 16, data.size, data.size]),
    );
    const entry = concatenated(
      record('IHHHHHHIIIHHHHHII', [
        ...[0x02014b50, version, version, flags, 0, 0, date, crc32, elsewhere, elsewhere],
        ...[name.length, 28, 0, 0, 0, 0, elsewhere],
      ]),
      name,
      record('HHQQQ', [1, 24, data.size, data.size, at]),
    );
    parts.push(header, data);
    directory.push(entry);
    at += header.length + data.size;
    directoryLength += entry.length;
  }
  const end = concatenated(
    record('IQHHIIQQQQ', [0x06064b50, 44, version, version, 0, 0, files.length, files.length, directoryLength, at]),
    record('IIQI', [0x07064b50, 0, at + directoryLength, 1]),
    record('IHHHHIIH', [0x06054b50, 0, 0, 0xffff, 0xffff, elsewhere, elsewhere, 0]),
  );
  return new Blob([...parts, ...directory, end], { type: 'application/zip' });
}

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

function concatenated(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
