import { startImporter, type Importer } from './importer.ts';
import type { ImportProgress, ImportTold } from './import-told.ts';
import type { Outcome } from './outcome.ts';

/** What a person brings in, taken by a worker so that the page stays free. It goes on while another screen is looked at. */
export class Importing {
  busy = $state(false);
  /** Given up, and what is under way is being taken away. */
  stopping = $state(false);
  /** Null until something is known. */
  progress = $state.raw<ImportProgress | null>(null);
  outcomes = $state.raw<readonly Outcome[]>([]);
  /** Words of a failure of the whole; empty where there was none. */
  failure = $state('');
  givenUp = $state(false);
  #importer: Importer | null = null;

  /** Takes files in. Each is taken or refused by itself; nothing that is kept is ever changed by a bad one. */
  take(files: readonly File[]): void {
    if (this.busy || files.length === 0) return;
    this.busy = true;
    this.forget();
    this.#importer = startImporter({ kind: 'take', files: [...files] }, (told) => this.#hear(told));
  }

  /** Gives up the file that is under way: nothing of it is kept. Those before it stay. */
  cancel(): void {
    if (!this.busy || this.stopping) return;
    this.stopping = true;
    this.#importer?.cancel();
  }

  /** Forgets what came of the last files. */
  forget(): void {
    this.progress = null;
    this.outcomes = [];
    this.failure = '';
    this.givenUp = false;
  }

  #hear(told: ImportTold): void {
    if (told.kind === 'progress') this.progress = told.progress;
    if (told.kind === 'outcome') this.outcomes = [...this.outcomes, told.outcome];
    if (told.kind === 'failed') this.failure = told.message;
    if (told.kind !== 'over' && told.kind !== 'failed') return;
    this.givenUp = this.stopping;
    this.busy = false;
    this.stopping = false;
    this.#importer = null;
  }
}

/** The one import of this page. */
export const importing = new Importing();
