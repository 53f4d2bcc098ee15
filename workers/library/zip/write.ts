import type { ZipEntry } from '../../../src/domain/zip/entry.ts';
import { directoryOf, headerOf } from '../../../src/domain/zip/written.ts';

/** A file to put into a zip, with the CRC-32 of its bytes. */
export interface Packed {
  readonly path: string;
  readonly data: Blob;
  readonly crc32: number;
}

/** A zip of files as they are, not compressed: its bytes are the files' own where they lie, so it takes no memory, whatever its size. */
export function zipOf(files: readonly Packed[]): Blob {
  const parts: BlobPart[] = [];
  const entries: ZipEntry[] = [];
  let end = 0;
  for (const { path, data, crc32 } of files) {
    const entry = { path, method: 'stored' as const, bytes: data.size, packedBytes: data.size, crc32, at: end };
    const header = headerOf(entry);
    parts.push(header, data);
    entries.push(entry);
    end += header.length + data.size;
  }
  return new Blob([...parts, directoryOf(entries, end)], { type: 'application/zip' });
}
