import type { LibraryProgress } from '../../domain/library.ts';

/** What can be done with a model that takes its time. */
export type JobKind = 'download' | 'bring' | 'verify' | 'export';

/** One piece of work under way in the library. */
export class Job {
  progress = $state.raw<LibraryProgress | null>(null);
  readonly kind: JobKind;
  /** Of the model; of an import, which has none yet, the name of what is brought. */
  readonly id: string;
  readonly title: string;
  /** Resolves when it has ended, however it ended. */
  readonly ended: Promise<void>;
  readonly #stop = new AbortController();
  #end = () => {};

  constructor(kind: JobKind, id: string, title: string) {
    this.kind = kind;
    this.id = id;
    this.title = title;
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  readonly hear = (progress: LibraryProgress): void => {
    this.progress = progress;
  };

  /** Calls it off; a download keeps what has come. */
  stop(): void {
    this.#stop.abort();
  }

  /** Says that it has ended. */
  end(): void {
    this.#end();
  }
}
