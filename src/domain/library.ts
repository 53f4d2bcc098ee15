import type { ModelFiles } from './model.ts';

/** Where the files of a kept model came from. `revision` is as it was asked for, `commit` what the hub said it stood for. */
export type LibrarySource =
  | {
      readonly kind: 'hub';
      /** Origin of the hub, e.g. `https://huggingface.co`. */
      readonly hub: string;
      readonly repo: string;
      readonly revision: string;
      readonly commit: string | null;
    }
  | { readonly kind: 'folder' | 'zip'; readonly name: string };

/** A licence as the model's makers name it; `address` is empty where none is known. */
export interface Licence {
  readonly name: string;
  readonly address: string;
}

/** One file of a kept model. */
export interface LibraryFile {
  /** Within the model's folder, e.g. `onnx/model_q4.onnx`. */
  readonly path: string;
  /** Null until the file is here whole. */
  readonly bytes: number | null;
  /** Lower-case hex; null until the file is here whole. */
  readonly sha256: string | null;
  /** Whether the hash was known beforehand (catalogue, or announced by the hub), or is that of the first copy that came. */
  readonly pinned: 'known' | 'first-download';
}

/** A graph that a kept model offers, e.g. `onnx/model_q4.onnx`, `q4`. */
export interface LibraryGraph {
  readonly path: string;
  readonly dtype: string;
}

/** A model kept in this browser: here whole (`ready`), or begun (`partial`), to be taken up again. */
export interface LibraryModel {
  /** Letters, digits, `.`, `_` and `-`; the folder it is kept in. */
  readonly id: string;
  readonly title: string;
  readonly source: LibrarySource;
  /** By the layout of its files. */
  readonly engine: 'onnx' | 'webllm';
  /** The usual one (`onnx/model.onnx`) first; none for WebLLM. */
  readonly graphs: readonly LibraryGraph[];
  /** Null where it is not known, as for a folder from a disk. */
  readonly licence: Licence | null;
  readonly files: readonly LibraryFile[];
  /** Size of all its files; where `partial`, as far as it is known. */
  readonly bytes: number;
  /** What of it takes up room here; equal to `bytes` where `ready`. */
  readonly bytesHere: number;
  readonly state: 'partial' | 'ready';
  /** ISO 8601, UTC. */
  readonly addedAt: string;
}

/** What to download: a catalogue's entry, in one choice of files. */
export interface HubEntry {
  /** Of the kept model: the same id again takes the same download up. */
  readonly id: string;
  readonly title: string;
  /** Origin of the hub or of a mirror on this machine. */
  readonly hub: string;
  readonly repo: string;
  readonly revision: string;
  readonly licence: Licence | null;
  /** Takes files that differ from those first downloaded, and pins the new ones. */
  readonly acceptChanged?: boolean;
}

/** One file to download. */
export interface HubFile {
  readonly path: string;
  /** Exact where `verified`, else an estimate that only progress is shown by; null where not even that. */
  readonly bytes: number | null;
  readonly sha256: string | null;
  /** Whether size and hash were checked by the catalogue's makers; if not they are pinned at the first download. */
  readonly verified: boolean;
  /** The model works without it: that the hub has no such file is no failure. */
  readonly optional?: boolean;
  /** Where it is fetched if not from the model's place on the hub: WebLLM's model libraries lie together elsewhere. */
  readonly address?: string;
}

/** A file from a person's disk; of a whole folder, `path` may begin with the folder's own name. */
export interface PickedFile {
  readonly path: string;
  readonly blob: Blob;
}

/** How far something has come. Bytes that were here before count as done, but not towards the rate. */
export interface LibraryProgress {
  readonly bytesDone: number;
  /** As far as it is known; never less than `bytesDone`. */
  readonly bytesTotal: number;
  /** Over the last seconds; null until it can be told. */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
  /** The file it is at. */
  readonly file: string;
  /** A sentence on a delay that mends itself (waiting to try again, a file begun anew); empty where all is well. */
  readonly note: string;
}

/** Room for this page's data, in bytes. */
export interface LibraryRoom {
  readonly usage: number;
  readonly quota: number;
  /** Whether the browser promised not to clear it by itself. */
  readonly persisted: boolean;
}

/** What checking a kept model against its hashes found: paths of files that are damaged or gone. Sound where empty. */
export interface Verified {
  readonly damaged: readonly string[];
}

/** Why the library could not do what it was asked. */
export type LibraryFault =
  /** This machine has no network. */
  | 'offline'
  /** The hub could not be reached at all. */
  | 'unreachable'
  /** The hub's redirects go in a circle or lead nowhere. */
  | 'redirects'
  /** The hub has no such model or file. */
  | 'not-found'
  /** The hub wants an account or an accepted licence. */
  | 'forbidden'
  /** The hub failed or was too busy, again and again. */
  | 'hub-error'
  /** Nothing more came, again and again. */
  | 'stalled'
  /** The connection broke off, again and again. */
  | 'cut-off'
  /** The connection broke off, and this server cannot go on where it stopped. */
  | 'no-ranges'
  /** A web page or a placeholder came in place of the file. */
  | 'not-the-file'
  /** The file on the hub changed between two parts. */
  | 'changed'
  /** The file is not what the catalogue or the hub says it is. */
  | 'corrupt'
  /** The file is not what it was when it was first downloaded. */
  | 'differs'
  /** The hub's address is none that this page may talk to. */
  | 'bad-address'
  | 'no-room'
  /** The folder or zip holds no model that can run here. */
  | 'not-a-model'
  /** The zip is none, or is broken, encrypted or dangerous. */
  | 'bad-zip'
  /** A file on the person's disk could not be read or written. */
  | 'disk'
  /** Another tab is at work on the same model. */
  | 'busy'
  /** A different model is kept under this id. */
  | 'taken'
  /** There is no such model, or it is not whole. */
  | 'missing'
  /** This browser keeps no files for this page. */
  | 'not-kept'
  | 'cancelled'
  | 'crashed';

/** A failure; its `message` can be shown as it is: what happened, what was kept, what to do now. */
export interface LibraryFailure {
  readonly ok: false;
  readonly fault: LibraryFault;
  readonly message: string;
}

/** Success or failure as a value, so that it crosses the worker wall whole. */
export type LibraryReply<T> = { readonly ok: true; readonly value: T } | LibraryFailure;

/** Hears how far something has come, a few times a second. */
export type OnProgress = (progress: LibraryProgress) => void;

/**
 * The models kept in this browser. Nothing here throws; nothing touches the network but `download`. A model that is
 * `ready` stays so whatever goes wrong with another.
 */
export interface Library {
  /**
   * Downloads a model, or goes on where an earlier download of this id stopped, for whatever reason. What has come stays
   * when it fails or is cancelled, as a `partial` model.
   */
  download(
    entry: HubEntry,
    files: readonly HubFile[],
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<LibraryReply<LibraryModel>>;
  /**
   * Copies a folder in, or goes on where an earlier import of it stopped: what has come stays when it fails or is cancelled,
   * as a `partial` model, unless there is no model in it. Files that have changed since are copied anew. The very same
   * model again gives the one that is there. `onBegun` is told once under which record it is copied in.
   */
  importFiles(
    files: readonly PickedFile[],
    name: string,
    onProgress: OnProgress,
    signal: AbortSignal,
    onBegun?: (model: LibraryModel) => void,
  ): Promise<LibraryReply<LibraryModel>>;
  /** Unpacks a zip file, or goes on where an earlier import of it stopped, as with a folder. */
  importZip(
    blob: Blob,
    name: string,
    onProgress: OnProgress,
    signal: AbortSignal,
    onBegun?: (model: LibraryModel) => void,
  ): Promise<LibraryReply<LibraryModel>>;
  /** The files of a `ready` model for an engine; with one of its graphs named, without the other graphs. */
  filesOf(id: string, graph?: string): Promise<LibraryReply<ModelFiles>>;
  /** Writes a model into a folder of its own within `folder`, which the person has chosen for writing. Gives its name. */
  exportToFolder(
    id: string,
    folder: FileSystemDirectoryHandle,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<LibraryReply<string>>;
  /** A zip that is put together on reading: its bytes stay on the disk. It breaks when the model is removed. */
  exportAsZip(id: string, onProgress: OnProgress, signal: AbortSignal): Promise<LibraryReply<Blob>>;
  /** Reads and hashes every file again. */
  verify(id: string, onProgress: OnProgress, signal: AbortSignal): Promise<LibraryReply<Verified>>;
  /** Deletes a model, whole or partial, with all its files. */
  remove(id: string): Promise<LibraryReply<null>>;
  /** All models, the newest first. Those that a crash left half deleted are cleared away. */
  list(): Promise<LibraryReply<readonly LibraryModel[]>>;
  room(): Promise<LibraryReply<LibraryRoom>>;
  /** Asks the browser not to clear this page's data by itself; gives whether it agreed. */
  persist(): Promise<LibraryReply<boolean>>;
  /** Ends the worker. What is under way is kept as far as it came. */
  end(): void;
}

/** The size and hash that a hub's file had when it was first downloaded; kept when the model is removed. */
export interface Pin {
  readonly repo: string;
  readonly revision: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly pinnedAt: string;
}

/** What a library is written down in; may throw Errors with words for a person. */
export interface Shelf {
  list(): Promise<readonly LibraryModel[]>;
  put(model: LibraryModel): Promise<void>;
  remove(id: string): Promise<void>;
  pinsOf(repo: string, revision: string): Promise<readonly Pin[]>;
  pin(pins: readonly Pin[]): Promise<void>;
}
