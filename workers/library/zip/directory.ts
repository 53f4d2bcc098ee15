import { faultOfPath } from '../paths.ts';

/** A file in a zip, as the archive's directory says. */
export interface ZipEntry {
  readonly path: string;
  /** Unpacked size. */
  readonly bytes: number;
  readonly packedBytes: number;
  readonly method: 'stored' | 'deflated';
  /** CRC-32 of the unpacked bytes. */
  readonly crc32: number;
  /** Where its local header begins. */
  readonly at: number;
}

/** Signatures and lengths of records: APPNOTE.TXT 6.3.10, PKWARE. All numbers little-endian. */
const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const end64LocatorSignature = 0x07064b50;
const entrySignature = 0x02014b50;
const endLength = 22;
const end64Length = 56;
const end64LocatorLength = 20;
const entryLength = 46;

/** More files than any model has, and a longer directory than they need (bytes). */
const mostEntries = 20_000;
const longestDirectory = 32 * 2 ** 20;
/** How much smaller than its contents a zip of a model may be; deflate reaches 1032, weights and texts less than 20. */
const greatestRatio = 200;
/** Below this size the ratio says nothing. Bytes. */
const ratioMatters = 2 ** 24;

/**
 * Reads which files a zip holds, folders left out. Throws a RangeError that says what is wrong where it is no zip, is cut
 * short, contradicts itself, is encrypted, names places outside its folder, or unpacks to absurdly much.
 */
export async function readDirectory(zip: Blob): Promise<readonly ZipEntry[]> {
  const { count, offset, length } = await findDirectory(zip);
  if (count > mostEntries) throw new RangeError(`it holds ${count} files`);
  if (length > longestDirectory) throw new RangeError('its list of files is absurdly long');
  if (offset + length > zip.size) throw new RangeError('it is cut short');
  const bytes = await viewOf(zip, offset, length);
  const entries: ZipEntry[] = [];
  for (let at = 0, read = 0; read < count; read++) {
    if (at + entryLength > length || bytes.getUint32(at, true) !== entrySignature) {
      throw new RangeError('its list of files is broken');
    }
    const next = at + entryLength + [28, 30, 32].reduce((sum, field) => sum + bytes.getUint16(at + field, true), 0);
    if (next > length) throw new RangeError('its list of files is broken');
    const entry = entryAt(bytes, at);
    if (entry) entries.push(entry);
    at = next;
  }
  refuseAbsurd(zip, entries, offset);
  return entries;
}

async function findDirectory(
  zip: Blob,
): Promise<{ readonly count: number; readonly offset: number; readonly length: number }> {
  // The end record is last, but for a comment of at most 65535 bytes.
  const start = Math.max(0, zip.size - endLength - 0xffff);
  const tail = await viewOf(zip, start, zip.size - start);
  for (let at = tail.byteLength - endLength; at >= 0; at--) {
    if (tail.getUint32(at, true) !== endSignature) continue;
    if (at + endLength + tail.getUint16(at + 20, true) !== tail.byteLength) continue;
    const [disk, count] = [tail.getUint16(at + 4, true), tail.getUint16(at + 10, true)];
    const [length, offset] = [tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)];
    if (count === 0xffff || length === 0xffffffff || offset === 0xffffffff) {
      const found = await findDirectory64(zip, start + at);
      if (found) return found;
    }
    if (disk !== 0 || tail.getUint16(at + 6, true) !== 0) throw new RangeError('it is one part of several');
    return { count, offset, length };
  }
  throw new RangeError(zip.size === 0 ? 'it is empty' : 'it is no zip file, or its end is missing');
}

async function findDirectory64(zip: Blob, endAt: number) {
  if (endAt < end64LocatorLength) return null;
  const locator = await viewOf(zip, endAt - end64LocatorLength, end64LocatorLength);
  if (locator.getUint32(0, true) !== end64LocatorSignature) return null;
  const at = uint64(locator, 8);
  if (at + end64Length > zip.size) throw new RangeError('it is cut short');
  const end = await viewOf(zip, at, end64Length);
  if (end.getUint32(0, true) !== end64Signature) throw new RangeError('its end is broken');
  if (end.getUint32(16, true) !== 0) throw new RangeError('it is one part of several');
  return { count: uint64(end, 32), length: uint64(end, 40), offset: uint64(end, 48) };
}

/** Null for a folder. */
function entryAt(view: DataView, at: number): ZipEntry | null {
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const nameLength = view.getUint16(at + 28, true);
  const path = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + entryLength, nameLength));
  if (path.endsWith('/')) return null;
  const wrong = faultOfPath(path);
  if (wrong) throw new RangeError(`${wrong}: ${path}`);
  if ((flags & 0x2041) !== 0) throw new RangeError(`${path} is encrypted`);
  if (method !== 0 && method !== 8)
    throw new RangeError(`${path} is packed in a way that browsers cannot unpack (method ${method})`);
  // The upper half of the external attributes are Unix's, where a link is 0o12xxxx.
  if (view.getUint8(at + 5) === 3 && view.getUint16(at + 40, true) >>> 12 === 0o12) {
    throw new RangeError(`${path} is a link, not a file`);
  }
  const sizes = {
    bytes: view.getUint32(at + 24, true),
    packedBytes: view.getUint32(at + 20, true),
    at: view.getUint32(at + 42, true),
  };
  const extra = at + entryLength + nameLength;
  enlarge(sizes, view, extra, extra + view.getUint16(at + 30, true));
  const entry = { path, crc32: view.getUint32(at + 16, true), ...sizes };
  if (method === 0 && entry.bytes !== entry.packedBytes)
    throw new RangeError(`the sizes of ${path} contradict each other`);
  return { ...entry, method: method === 0 ? 'stored' : 'deflated' };
}

/** Sizes that do not fit in 32 bits stand in the extra field 1, in this order, those that fit left out. */
function enlarge(
  sizes: { bytes: number; packedBytes: number; at: number },
  view: DataView,
  from: number,
  end: number,
): void {
  for (let field = from; field + 4 <= end;) {
    const [id, length] = [view.getUint16(field, true), view.getUint16(field + 2, true)];
    if (id === 1) {
      let at = field + 4;
      for (const name of ['bytes', 'packedBytes', 'at'] as const) {
        if (sizes[name] !== 0xffffffff) continue;
        if (at + 8 > Math.min(end, field + 4 + length)) throw new RangeError('a size in its list of files is missing');
        sizes[name] = uint64(view, at);
        at += 8;
      }
      return;
    }
    field += 4 + length;
  }
}

/** Entries that share bytes, or unpack to far more than they are, are how zip bombs are built. */
function refuseAbsurd(zip: Blob, entries: readonly ZipEntry[], directoryAt: number): void {
  const inOrder = entries.toSorted((a, b) => a.at - b.at);
  inOrder.forEach(({ path, at, packedBytes }, index) => {
    const next = inOrder[index + 1]?.at ?? directoryAt;
    // A local header has at least 30 bytes and the name.
    if (at + 30 + packedBytes > next) throw new RangeError(`${path} overlaps what follows it`);
  });
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > ratioMatters && total > zip.size * greatestRatio) {
    throw new RangeError(`it would unpack to ${Math.round(total / zip.size)} times its size`);
  }
}

async function viewOf(zip: Blob, at: number, length: number): Promise<DataView> {
  const bytes = await zip.slice(at, at + length).arrayBuffer();
  if (bytes.byteLength < length) throw new RangeError('it is cut short');
  return new DataView(bytes);
}

function uint64(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw new RangeError('it says a size that cannot be');
  return value;
}
