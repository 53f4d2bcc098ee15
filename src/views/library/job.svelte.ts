import type { LibraryProgress } from '../../domain/library.ts';

/** What can be done with a model that takes its time. */
export type JobKind = 'download' | 'bring' | 'verify' | 'export';

/** One piece of work under way in the library. */
export class Job {
  progress = $state.raw<LibraryProgress | null>(null);
  /** Of the model; of an import, until it is known what it is, what stands for it. */
  id = $state('');
  /** Whether what has come stays when it is called off, to be gone on with. */
  keeps = $state(false);
  readonly kind: JobKind;
  readonly title: string;
  /** Resolves when it has ended, however it ended. */
  readonly ended: Promise<void>;
  readonly #stop = new AbortController();
  #end = () => {};

  constructor(kind: JobKind, id: string, title: string) {
    this.kind = kind;
    this.id = id;
    this.keeps = kind === 'download';
    this.title = title;
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  readonly hear = (progress: LibraryProgress): void => {
    this.progress = progress;
  };

  /** From now on what has come is kept, under the model's own id. */
  keepAs(id: string): void {
    [this.id, this.keeps] = [id, true];
  }

  /** Calls it off. */
  stop(): void {
    this.#stop.abort();
  }

  /** Says that it has ended. */
  end(): void {
    this.#end();
  }
}
