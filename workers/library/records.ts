import type { HubEntry, HubFile, LibraryModel, LibrarySource, Licence, Pin } from '../../src/domain/library.ts';
import type { Looked, WholeFile } from './desk.ts';
import { engineFor, graphsOf } from './folder-check.ts';

/** How a download is written down before it is whole; `before` is how it was written down earlier. */
export function begunRecord(
  { id, title, hub, repo, revision, licence }: HubEntry,
  files: readonly HubFile[],
  before: LibraryModel | undefined,
): LibraryModel {
  return {
    id,
    title,
    source: { kind: 'hub', hub, repo, revision, commit: null },
    engine: engineFor(files.map(({ path }) => path)),
    graphs: graphsOf(files.map(({ path }) => path)),
    licence,
    files: files.map(({ path, verified }) => ({
      path,
      bytes: null,
      sha256: null,
      pinned: verified ? 'known' : 'first-download',
    })),
    bytes: sizeOf(files),
    bytesHere: before?.bytesHere ?? 0,
    state: 'partial',
    addedAt: before?.addedAt ?? new Date().toISOString(),
  };
}

/** How an import is written down before it is whole; `before` is how an earlier one that it goes on with was written down. */
export function begunImport(
  id: string,
  source: Extract<LibrarySource, { readonly kind: 'folder' | 'zip' }>,
  files: Looked['files'],
  before: LibraryModel | undefined,
): LibraryModel {
  const paths = files.map(({ path }) => path);
  return {
    id,
    title: before?.title ?? source.name,
    source: before?.source ?? source,
    engine: engineFor(paths),
    graphs: graphsOf(paths),
    licence: null,
    files: paths.map((path) => ({ path, bytes: null, sha256: null, pinned: 'first-download' })),
    bytes: sizeOf(files),
    bytesHere: before?.bytesHere ?? 0,
    state: 'partial',
    addedAt: before?.addedAt ?? new Date().toISOString(),
  };
}

/**
 * The broken-off import that files called `name` go on with; undefined where they are a new one. `here`: how many bytes of
 * these very files each has. One of the same name is it where something is as it was, or where it has the same paths (the
 * model was made anew); one of another name where it has the same paths, is as large, and something is as it was.
 */
export function importToGoOn(
  name: string,
  files: Looked['files'],
  brokenOff: readonly LibraryModel[],
  here: Looked['here'],
): LibraryModel | undefined {
  const bytesOf = ({ id }: LibraryModel) => here[id] ?? 0;
  const isIt = (model: LibraryModel) => {
    const isSame = pathsOf(model.files) === pathsOf(files);
    if (model.source.kind !== 'hub' && model.source.name === name) return isSame || bytesOf(model) > 0;
    return isSame && model.bytes === sizeOf(files) && bytesOf(model) > 0;
  };
  return brokenOff.filter(isIt).toSorted((a, b) => bytesOf(b) - bytesOf(a))[0];
}

/** How a whole model is written down. */
export function readyRecord(
  about: { readonly id: string; readonly title: string; readonly addedAt: string },
  source: LibrarySource,
  licence: Licence | null,
  files: readonly WholeFile[],
): LibraryModel {
  const { id, title, addedAt } = about;
  const bytes = sizeOf(files);
  const graphs = graphsOf(files.map(({ path }) => path));
  return {
    id,
    title,
    source,
    engine: engineFor(files.map(({ path }) => path)),
    graphs,
    licence,
    files,
    bytes,
    bytesHere: bytes,
    state: 'ready',
    addedAt,
  };
}

/** What is remembered of files for when they are downloaded again. */
export function pinsFor({ repo, revision }: HubEntry, files: readonly WholeFile[]): readonly Pin[] {
  const pinnedAt = new Date().toISOString();
  return files.map(({ path, bytes, sha256 }) => ({ repo, revision, path, bytes, sha256, pinnedAt }));
}

/** Whether a kept model is what a download would bring. */
export function isWhatIsWanted(
  { source, files }: LibraryModel,
  { repo, revision }: HubEntry,
  wanted: readonly HubFile[],
): boolean {
  if (source.kind !== 'hub' || source.repo !== repo || source.revision !== revision) return false;
  return wanted.every(({ path, optional }) => optional === true || files.some((file) => file.path === path));
}

/** A kept model with the very same files, if there is one. */
export function sameModel(files: readonly WholeFile[], models: readonly LibraryModel[]): LibraryModel | undefined {
  const hashes = hashesOf(files);
  return models.find((model) => model.state === 'ready' && hashesOf(model.files) === hashes);
}

/** The sum of sizes, as far as they are known. */
export function sizeOf(files: readonly { readonly bytes: number | null }[]): number {
  return files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
}

/** An id that a drawer can have. */
export function isModelId(id: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/.test(id);
}

/** An id made of a name, unlike those that there are. */
export function newModelId(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 100);
  const base = plain === '' ? 'model' : plain;
  for (let count = 1; ; count++) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (!taken.includes(id)) return id;
  }
}

function pathsOf(files: readonly { readonly path: string }[]): string {
  return files
    .map(({ path }) => path)
    .sort()
    .join('\n');
}

function hashesOf(files: readonly { readonly path: string; readonly sha256: string | null }[]): string {
  return files
    .map(({ path, sha256 }) => `${path} ${sha256}`)
    .sort()
    .join('\n');
}
