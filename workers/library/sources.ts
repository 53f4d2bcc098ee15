import type { Picked } from './desk.ts';
import { faultOfZip, textOf } from './faults.ts';
import { countsFor, engineFor, faultOfFolder, graphsOf, lacking } from './folder-check.ts';
import type { Mark } from './journal.ts';
import { faultOfPath, isClutter, withoutCommonFolder } from './paths.ts';
import type { Refusal } from './words.ts';
import { readDirectory } from './zip/directory.ts';
import { openEntry } from './zip/entry.ts';

/** A file that comes from the person's disk, in a folder or in a zip. */
export interface Source {
  readonly path: string;
  readonly bytes: number;
  /** What other contents of the same size would not have: when it was last changed, or its checksum. */
  readonly stamp?: string;
  /** The bytes, from the start. A RangeError while reading means that the archive is broken. */
  readonly open: () => ReadableStream<Uint8Array>;
  /** The file itself, where it need not be unpacked. */
  readonly blob?: Blob;
}

/** The files that make up the model among those picked, or why there is none. */
export async function sourcesOf(picked: Picked): Promise<readonly Source[] | Refusal> {
  if (picked.kind === 'folder') return chosenOf(picked.files.map(({ path, blob }) => fileSource(path, blob)));
  const { zip } = picked;
  try {
    const entries = await readDirectory(zip);
    return chosenOf(
      entries.map((entry) => ({
        path: entry.path,
        bytes: entry.bytes,
        stamp: `CRC-32 ${entry.crc32}`,
        open: () => openEntry(zip, entry),
      })),
    );
  } catch (error) {
    return faultOfZip(error);
  }
}

function fileSource(path: string, blob: Blob): Source {
  const source = { path, bytes: blob.size, open: () => blob.stream(), blob };
  return blob instanceof File ? { ...source, stamp: `changed ${blob.lastModified}` } : source;
}

/** Which of the files make up the model: clutter and weights for other programs left out, one common folder taken off. */
export function chosenOf(sources: readonly Source[]): readonly Source[] | Refusal {
  const tidy = sources.filter(({ path }) => !isClutter(path));
  const wrong = sources.map(({ path }) => faultOfPath(path)).find((fault) => fault !== null);
  if (wrong) return { fault: 'not-a-model', detail: wrong };
  const paths = withoutCommonFolder(tidy.map(({ path }) => path));
  if (new Set(paths).size < paths.length) return { fault: 'not-a-model', detail: 'two files have the same name' };
  const lack = lacking(paths);
  if (lack) return lack;
  const graphs = graphsOf(paths);
  const engine = engineFor(paths);
  return tidy
    .map((source, index) => ({ ...source, path: paths[index] ?? source.path }))
    .filter(({ path, bytes }) => countsFor(engine, path, bytes, graphs));
}

/** What can be seen to be wrong with files that need not be unpacked, before any is copied; null where nothing is. */
export async function seemsWhole(chosen: readonly Source[]): Promise<Refusal | null> {
  try {
    return await faultOfFolder(new Map(chosen.map(({ path, blob }) => [path, blob ?? new Blob()])), false);
  } catch (error) {
    return { fault: 'disk', detail: textOf(error) };
  }
}

/** Whether what is marked as here came from this very source. */
export function isFrom({ path, total, etag }: Mark, source: Source): boolean {
  return path === source.path && total === source.bytes && etag === (source.stamp ?? null);
}

/** How many bytes of these sources are here already, in the drawer with these marks. */
export function bytesHereOf(sources: readonly Source[], marks: readonly Mark[]): number {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  return marks.reduce((sum, mark) => {
    const source = byPath.get(mark.path);
    return source && isFrom(mark, source) ? sum + mark.bytes : sum;
  }, 0);
}
