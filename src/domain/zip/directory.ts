import { parsed, refused, type Parsed, type Refused } from '../parsed.ts';
import { pathFault } from '../path-fault.ts';
import { elsewhere, records, type ZipEntry } from './entry.ts';

/** How much of a stranger's zip is read before it is refused. */
export interface ZipLimits {
  readonly entries: number;
  /** Of all entries together, unpacked. */
  readonly bytes: number;
  /** How many times its packed size an entry may have. Deflate itself reaches 1032; texts and weights seldom pass 20. */
  readonly ratio: number;
  /** What unpacks to no more than so many bytes may have any ratio. */
  readonly ratioFrom: number;
}

/** A longer directory (bytes) than any honest zip needs. */
const longestDirectory = 2 ** 25;

/**
 * Reads which files a zip holds, folders left out. Refuses what is cut off or contradicts itself, and what no honest writer
 * makes: names that lead out of the folder, twins, links, entries that overlap, encryption, bombs. Nothing is unpacked.
 */
export async function readDirectory(zip: Blob, limits: ZipLimits): Promise<Parsed<readonly ZipEntry[]>> {
  const found = await findDirectory(zip);
  if ('message' in found) return found;
  const { count, length, start } = found;
  if (count > limits.entries) return refused('', `The zip holds ${count} files, at most ${limits.entries} are read`);
  if (length > longestDirectory) return refused('', 'The zip is broken: its directory is longer than 32 MiB');
  if (start + length > zip.size) return refused('', 'The zip is broken: its directory lies outside the file');
  const view = await viewOf(zip, start, length);
  const entries: ZipEntry[] = [];
  for (let at = 0, read = 0; read < count; read += 1) {
    const isThere = at + records.entry.length <= length && view.getUint32(at, true) === records.entry.mark;
    const next = isThere ? endOfEntry(view, at) : Infinity;
    if (next > length) return refused('', `The zip is broken: its directory ends after ${read} of ${count} files`);
    const entry = entryAt(view, at);
    if (entry && 'message' in entry) return entry;
    if (entry) entries.push(entry);
    at = next;
  }
  return overlap(entries, start) ?? excess(entries, zip.size, limits) ?? parsed(entries);
}

interface Directory {
  readonly count: number;
  readonly length: number;
  readonly start: number;
}

async function findDirectory(zip: Blob): Promise<Directory | Refused> {
  if (zip.size === 0) return refused('', 'The zip file is empty');
  // The end record is last, but for a comment of at most 65535 bytes.
  const from = Math.max(0, zip.size - records.end.length - 0xffff);
  const tail = await viewOf(zip, from, zip.size - from);
  for (let at = tail.byteLength - records.end.length; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) !== records.end.mark) continue;
    if (at + records.end.length + tail.getUint16(at + 20, true) !== tail.byteLength) continue;
    const [count, length, start] = [
      tail.getUint16(at + 10, true),
      tail.getUint32(at + 12, true),
      tail.getUint32(at + 16, true),
    ];
    if (count === elsewhere.of16 || length === elsewhere.of32 || start === elsewhere.of32) {
      const larger = await findDirectory64(zip, from + at);
      if (larger) return larger;
    }
    // The number of this disk, and of the one that the directory begins on.
    if (tail.getUint32(at + 4, true) !== 0) return oneOfSeveral();
    return { count, length, start };
  }
  return refused('', 'This is not a whole zip file: its directory is missing. Was it cut off?');
}

async function findDirectory64(zip: Blob, endAt: number): Promise<Directory | Refused | null> {
  const { end64, locator64 } = records;
  if (endAt < locator64.length) return null;
  const locator = await viewOf(zip, endAt - locator64.length, locator64.length);
  if (locator.getUint32(0, true) !== locator64.mark) return null;
  const at = uint64(locator, 8);
  const end = at + end64.length <= zip.size ? await viewOf(zip, at, end64.length) : null;
  if (end?.getUint32(0, true) !== end64.mark)
    return refused('', 'The zip is broken: its end record is not where it says');
  if (end.getUint32(16, true) !== 0) return oneOfSeveral();
  return { count: uint64(end, 32), length: uint64(end, 40), start: uint64(end, 48) };
}

function oneOfSeveral(): Refused {
  return refused('', 'The zip is one part of several; join them, or zip the files anew into one');
}

function endOfEntry(view: DataView, at: number): number {
  const [name, extra, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
  return at + records.entry.length + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
}

/** Null for a folder. */
function entryAt(view: DataView, at: number): ZipEntry | Refused | null {
  const nameAt = at + records.entry.length;
  const extraAt = nameAt + view.getUint16(at + 28, true);
  const path = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + nameAt, extraAt - nameAt));
  if (path.endsWith('/')) return null;
  const fault = pathFault(path);
  if (fault) return fault;
  // Bits of the two kinds of encryption, and of names that are hidden by one.
  if ((view.getUint16(at + 8, true) & 0x2041) !== 0) return refused(path, 'is encrypted; unpack it first');
  const method = view.getUint16(at + 10, true);
  if (method !== 0 && method !== 8)
    return refused(path, `is packed in a way that is not read here (method ${method}); pack it anew with deflate`);
  // The upper half of the external attributes are Unix's, where a link is 0o12xxxx.
  if (view.getUint8(at + 5) === 3 && view.getUint16(at + 40, true) >>> 12 === 0o12)
    return refused(path, 'is a link, not a file; zip the file itself');
  const sizes = sizesOf(view, at, extraAt);
  if (!Object.values(sizes).every(Number.isSafeInteger)) return refused(path, 'has a size that cannot be');
  if (method === 0 && sizes.bytes !== sizes.packedBytes)
    return refused(path, 'is damaged: its sizes contradict each other');
  return { path, method: method === 0 ? 'stored' : 'deflated', crc32: view.getUint32(at + 16, true), ...sizes };
}

/** Sizes that do not fit in 32 bits stand in the extra field 1, in this order, those that fit left out. One that is missing there is no number. */
function sizesOf(view: DataView, at: number, extraAt: number): Pick<ZipEntry, 'bytes' | 'packedBytes' | 'at'> {
  const sizes = {
    bytes: view.getUint32(at + 24, true),
    packedBytes: view.getUint32(at + 20, true),
    at: view.getUint32(at + 42, true),
  };
  const end = extraAt + view.getUint16(at + 30, true);
  for (let field = extraAt; field + 4 <= end;) {
    const [id, length] = [view.getUint16(field, true), view.getUint16(field + 2, true)];
    let place = field + 4;
    field = place + length;
    if (id !== 1) continue;
    for (const name of ['bytes', 'packedBytes', 'at'] as const) {
      if (sizes[name] !== elsewhere.of32) continue;
      sizes[name] = place + 8 <= Math.min(end, field) ? uint64(view, place) : NaN;
      place += 8;
    }
    break;
  }
  return sizes;
}

/** Entries that share bytes are how small zips hold endless files. */
function overlap(entries: readonly ZipEntry[], directoryAt: number): Refused | null {
  const inOrder = entries.toSorted((a, b) => a.at - b.at);
  const last = inOrder.findIndex(
    ({ at, packedBytes }, index) => at + records.local.length + packedBytes > (inOrder[index + 1]?.at ?? directoryAt),
  );
  const entry = inOrder[last];
  return entry ? refused(entry.path, 'is damaged: it overlaps what follows it in the zip') : null;
}

function excess(entries: readonly ZipEntry[], zipBytes: number, limits: ZipLimits): Refused | null {
  const isBomb = (bytes: number, packed: number) => bytes > limits.ratioFrom && bytes > limits.ratio * packed;
  const bombs = `unpacks to more than ${limits.ratio} times its size, as a zip bomb does`;
  const paths = new Set<string>();
  let total = 0;
  for (const { path, bytes, packedBytes } of entries) {
    if (paths.has(path)) return refused(path, 'stands twice in the zip');
    paths.add(path);
    if (isBomb(bytes, packedBytes)) return refused(path, bombs);
    total += bytes;
    if (total > limits.bytes)
      return refused(path, `with this file the zip unpacks to more than ${Math.round(limits.bytes / 2 ** 20)} MiB`);
  }
  return isBomb(total, zipBytes) ? refused('', `The zip ${bombs}`) : null;
}

async function viewOf(zip: Blob, at: number, length: number): Promise<DataView> {
  return new DataView(await zip.slice(at, at + length).arrayBuffer());
}

/** Only near the truth where that is beyond what numbers hold exactly. */
function uint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
