import type {
  HubEntry,
  HubFile,
  Library,
  LibraryModel,
  LibraryProgress,
  LibraryReply,
} from '../../../src/domain/library.ts';
import { modelShelf } from '../../../src/store/models.ts';
import { connectLibrary } from '../../../workers/library/connect.ts';

/** What tests do with a library in a page; all that goes in and out is JSON. */
export interface LibraryPage {
  readonly library: Library;
  /** Every progress that was told since the last call. */
  readonly told: LibraryProgress[];
  download(entry: HubEntry, files: readonly HubFile[]): Promise<LibraryReply<LibraryModel>>;
  /** Gives up what `download` began. */
  cancel(): void;
  /** Ends the worker as a crash would. */
  kill(): void;
  /** Imports files by their texts or their base64 bytes. */
  importFiles(files: Readonly<Record<string, string>>, name: string): Promise<LibraryReply<LibraryModel>>;
  importZip(base64: string, name: string): Promise<LibraryReply<LibraryModel>>;
  /** SHA-256 of each file of a ready model, as an engine would read it. */
  hashes(id: string): Promise<Readonly<Record<string, string>>>;
  /** Names of everything in the origin's private file system. */
  leftovers(): Promise<readonly string[]>;
}

declare global {
  interface Window {
    page: LibraryPage;
  }
}

let worker: Worker | undefined;
let stop = new AbortController();
const told: LibraryProgress[] = [];
const heard = (progress: LibraryProgress) => void told.push(progress);
const library = connectLibrary(
  modelShelf,
  () => (worker = new Worker(new URL('../../../workers/library/worker.ts', import.meta.url), { type: 'module' })),
  { stall: 3000, attempts: 3, firstPause: 100 },
);

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

async function sha256(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

window.page = {
  library,
  told,
  async download(entry, files) {
    stop = new AbortController();
    told.length = 0;
    return library.download(entry, files, heard, stop.signal);
  },
  cancel: () => stop.abort(),
  kill: () => worker?.terminate(),
  importFiles: (files, name) =>
    library.importFiles(
      Object.entries(files).map(([path, base64]) => ({ path, blob: new Blob([bytesOf(base64)]) })),
      name,
      heard,
      stop.signal,
    ),
  importZip: (base64, name) => library.importZip(new Blob([bytesOf(base64)]), name, heard, stop.signal),
  async hashes(id) {
    const files = await library.filesOf(id);
    if (!files.ok) throw new Error(files.message);
    const hashes: Record<string, string> = {};
    for (const { path, from } of files.value.files) {
      if (from instanceof Blob) hashes[path] = await sha256(from);
    }
    return hashes;
  },
  async leftovers() {
    const names: string[] = [];
    const walk = async (folder: FileSystemDirectoryHandle, before: string) => {
      for await (const [name, handle] of folder.entries()) {
        names.push(`${before}${name}`);
        if (handle instanceof FileSystemDirectoryHandle) await walk(handle, `${before}${name}/`);
      }
    };
    await walk(await navigator.storage.getDirectory(), '');
    return names;
  },
};
