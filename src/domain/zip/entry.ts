/** One file in a zip, as the zip's directory has it. */
export interface ZipEntry {
  /** With `/` between folders. */
  readonly path: string;
  readonly method: 'stored' | 'deflated';
  /** As it lies in the zip. */
  readonly packedBytes: number;
  readonly bytes: number;
  /** Of the unpacked bytes. */
  readonly crc32: number;
  /** Where its local header begins, in bytes from the zip's start. */
  readonly at: number;
}

/** How each kind of record in a zip begins, and how long (bytes) it is at least. APPNOTE.TXT 6.3.10, PKWARE; all numbers little-endian. */
export const records = {
  local: { mark: 0x04034b50, length: 30 },
  sizes: { mark: 0x08074b50, length: 16 },
  entry: { mark: 0x02014b50, length: 46 },
  end64: { mark: 0x06064b50, length: 56 },
  locator64: { mark: 0x07064b50, length: 20 },
  end: { mark: 0x06054b50, length: 22 },
} as const;

/** What a field of 32 bits, or of 16, says where the truth stands in a 64-bit field elsewhere. */
export const elsewhere = { of32: 0xffffffff, of16: 0xffff } as const;
