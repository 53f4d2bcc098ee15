import type { Verb } from './verbs.ts';

/** One file of a model: where it is, and what it must be if that is known. */
export interface ModelFile {
  /** Within the model's folder, e.g. `onnx/model.onnx`. */
  readonly path: string;
  /** A same-origin or catalogue address, or the file itself. */
  readonly from: string | Blob;
  readonly bytes?: number;
  /** Lower-case hex; a file that differs is refused. */
  readonly sha256?: string;
  /** Set by the model library alone: it hashed these very bytes when it took them in, and they need not be read again. */
  readonly checked?: true;
}

/** What an engine needs to load a model. */
export interface ModelFiles {
  readonly id: string;
  readonly title: string;
  readonly files: readonly ModelFile[];
}

/** One set of weights, pinned: recorded with every run. */
export interface ModelFacts {
  readonly id: string;
  readonly title: string;
  /** SHA-256 over the sorted list of `path sha256` lines of all its files, hex. */
  readonly hash: string;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  /** SHA-256 of the chat template's text; of the built-in plain template where the model has none. */
  readonly templateHash: string;
  /** Trained numbers, counted in the graph; null where it cannot be told. */
  readonly parameters: number | null;
  /**
   * Layers whose output can be read and steered: 1 to this number, and 0 for what goes into the first. Null where the
   * residual stream is not found; absent in runs recorded before layers could be read.
   */
  readonly layers?: number | null;
  /** Longest prompt and continuation together, in tokens. */
  readonly contextLength: number;
  /** What it can be asked. */
  readonly verbs: readonly Verb[];
}
