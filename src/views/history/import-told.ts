import type { LibraryProgress } from '../../domain/library.ts';
import type { Parsed } from '../../domain/parsed.ts';
import type { Run } from '../../domain/run.ts';
import type { Outcome } from './outcome.ts';

/** How far an import is. */
export interface ImportProgress extends LibraryProgress {
  /** `reading`: bytes come in, are checked and kept. `closing`: all of a run is read, and its numbers are computed anew. `joining`: parts are put together. */
  readonly step: 'reading' | 'closing' | 'joining';
  /** Of a backup, how many runs are restored so far. */
  readonly restored: number;
}

/** What crosses to the worker that imports, and back. A worker takes one ask and ends with `over` or `failed`. */
export type ImportAsk =
  | { readonly kind: 'take'; readonly files: readonly File[] }
  /** Parts of one run that are kept, under the names by which a refusal calls them. */
  | { readonly kind: 'put'; readonly parts: readonly { readonly name: string; readonly runId: string }[] }
  | { readonly kind: 'cancel' };
export type ImportTold =
  | { readonly kind: 'progress'; readonly progress: ImportProgress }
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'put'; /** The run that the parts are now. */ readonly made: Parsed<Run> }
  | { readonly kind: 'over' }
  | { readonly kind: 'failed'; readonly message: string };
