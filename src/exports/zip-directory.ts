import { parsed, refused, type Parsed, type Refused } from '../domain/parsed.ts';

/** How much of a stranger's zip is read before it is refused. */
export interface ZipLimits {
  readonly entries: number;
  /** Of all entries together, unpacked. */
  readonly bytes: number;
  /** How many times its packed size an entry may have. Deflate itself reaches 1032; texts seldom pass 20. */
  readonly ratio: number;
}

/** One file in a zip, as its directory has it. */
export interface ZipEntry {
  readonly path: string;
  readonly method: 'stored' | 'deflated';
  readonly packedBytes: number;
  readonly bytes: number;
  readonly crc32: number;
  /** Where its local header begins in the file. */
  readonly offset: number;
}

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const endSize = 22;
const entrySize = 46;

/** Reads a zip's directory, and refuses what no honest writer makes: names that lead out of the folder, twins, encryption, bombs. Nothing is unpacked. */
export async function readDirectory(zip: Blob, limits: ZipLimits): Promise<Parsed<readonly ZipEntry[]>> {
  const tail = await bytesOf(zip, Math.max(0, zip.size - endSize - 0xffff), zip.size);
  let end = tail.byteLength - endSize;
  while (end >= 0 && tail.getUint32(end, true) !== endMark) end -= 1;
  if (end < 0) return refused('', 'This is not a whole zip file: its directory is missing. Was it cut off?');
  const count = tail.getUint16(end + 10, true);
  const size = tail.getUint32(end + 12, true);
  const start = tail.getUint32(end + 16, true);
  if (count === 0xffff || size === 0xffffffff || start === 0xffffffff)
    return refused('', 'The zip is larger than 4 GiB or holds more than 65,534 files, which cannot be read here');
  if (count > limits.entries) return refused('', `The zip holds ${count} files, at most ${limits.entries} are read`);
  if (start + size > zip.size) return refused('', 'The zip is broken: its directory lies outside the file');
  const directory = await bytesOf(zip, start, start + size);
  const entries: ZipEntry[] = [];
  const paths = new Set<string>();
  let total = 0;
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + entrySize > directory.byteLength || directory.getUint32(at, true) !== entryMark)
      return refused('', `The zip is broken: its directory ends after ${index} of ${count} files`);
    const nameLength = directory.getUint16(at + 28, true);
    const length = entrySize + nameLength + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
    if (at + length > directory.byteLength) return refused('', 'The zip is broken: its directory is cut off');
    const name = new Uint8Array(directory.buffer, directory.byteOffset + at + entrySize, nameLength);
    const read = entryOf(directory, at, new TextDecoder().decode(name));
    at += length;
    if (!('path' in read)) return read;
    if (read.path.endsWith('/')) continue;
    if (paths.has(read.path)) return refused(read.path, 'stands twice in the zip');
    paths.add(read.path);
    total += read.bytes;
    if (read.bytes > limits.ratio * Math.max(read.packedBytes, 1024))
      return refused(read.path, `unpacks to more than ${limits.ratio} times its size, as a zip bomb does`);
    if (total > limits.bytes)
      return refused(
        read.path,
        `with this file the zip unpacks to more than ${Math.round(limits.bytes / 2 ** 20)} MiB`,
      );
    if (read.offset >= start) return refused(read.path, 'lies outside the zip');
    entries.push(read);
  }
  return parsed(entries);
}

function entryOf(directory: DataView, at: number, path: string): ZipEntry | Refused {
  const fault = pathFault(path);
  if (fault !== undefined) return refused(JSON.stringify(path.slice(0, 80)), fault);
  if ((directory.getUint16(at + 8, true) & 1) !== 0) return refused(path, 'is encrypted; unpack it first');
  const method = directory.getUint16(at + 10, true);
  if (method !== 0 && method !== 8)
    return refused(path, `is packed in a way that is not read here (method ${method}); pack it anew with deflate`);
  return {
    path,
    method: method === 0 ? 'stored' : 'deflated',
    crc32: directory.getUint32(at + 16, true),
    packedBytes: directory.getUint32(at + 20, true),
    bytes: directory.getUint32(at + 24, true),
    offset: directory.getUint32(at + 42, true),
  };
}

/** Nothing is ever written to a disk under such a name; whoever writes one still means harm. */
function pathFault(path: string): string | undefined {
  if (path === '') return 'is an empty name';
  // Control characters, which hide what a name is.
  if ([...path].some((mark) => mark < ' ' || mark === '\u007f')) return 'is a name with control characters';
  if (path.includes('\\') || path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.split('/').includes('..'))
    return 'is a name that leads out of its folder';
  return undefined;
}

async function bytesOf(zip: Blob, from: number, to: number): Promise<DataView> {
  return new DataView(await zip.slice(from, to).arrayBuffer());
}
