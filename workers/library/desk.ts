import type {
  HubEntry,
  HubFile,
  LibraryFile,
  LibraryReply,
  OnProgress,
  PickedFile,
  Pin,
  Verified,
} from '../../src/domain/library.ts';
import type { NetworkPatience } from './network.ts';

/** Where a piece of work is called off: `stop` is given its number. */
export type Job = number;

/** What is in a model's drawer. */
export interface Held {
  readonly id: string;
  readonly bytes: number;
  /** Sizes by path. */
  readonly files: Readonly<Record<string, number>>;
}

/** What a person picked to bring in. */
export type Picked =
  { readonly kind: 'folder'; readonly files: readonly PickedFile[] } | { readonly kind: 'zip'; readonly zip: Blob };

/** What is known of it before anything is copied. */
export interface Looked {
  /** The files that make up the model. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  /** By the id of an earlier import: how many bytes of these very files are in its drawer. */
  readonly here: Readonly<Record<string, number>>;
}

/** A file that is here whole. */
export type WholeFile = LibraryFile & { readonly bytes: number; readonly sha256: string };

/** What the library's worker offers across the wall. It knows bytes and hashes; what they mean is written down by the page. */
export interface LibraryDesk {
  /** The worker holds `lock` (Web Locks) from now on, so that whoever gets it next knows that the worker is gone. */
  listen(lock: string): Promise<void>;
  download(
    job: Job,
    entry: HubEntry,
    files: readonly HubFile[],
    pins: readonly Pin[],
    patience: NetworkPatience,
    onProgress: OnProgress,
  ): Promise<LibraryReply<{ readonly commit: string | null; readonly files: readonly WholeFile[] }>>;
  /** Copies nothing. Refused where it can be seen already that there is no model. `ids` are of imports that were broken off. */
  look(picked: Picked, ids: readonly string[]): Promise<LibraryReply<Looked>>;
  /** Copies in what is not here yet; what came stays where that fails, unless there is no model in it. */
  bring(job: Job, id: string, picked: Picked, onProgress: OnProgress): Promise<LibraryReply<readonly WholeFile[]>>;
  /** The files themselves; refused where one is not there in its size. */
  filesOf(id: string, files: readonly LibraryFile[]): Promise<LibraryReply<readonly File[]>>;
  /** Gives the name of the folder. */
  exportToFolder(
    job: Job,
    id: string,
    files: readonly LibraryFile[],
    folder: FileSystemDirectoryHandle,
    onProgress: OnProgress,
  ): Promise<LibraryReply<string>>;
  exportAsZip(job: Job, id: string, files: readonly LibraryFile[], onProgress: OnProgress): Promise<LibraryReply<Blob>>;
  /** Damaged files are deleted, so that downloading again mends them. */
  verify(job: Job, id: string, files: readonly LibraryFile[], onProgress: OnProgress): Promise<LibraryReply<Verified>>;
  remove(id: string): Promise<LibraryReply<null>>;
  /** All drawers. */
  held(): Promise<LibraryReply<readonly Held[]>>;
  stop(job: Job): void;
}
