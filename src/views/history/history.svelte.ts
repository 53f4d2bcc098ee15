import type { Report } from '../../domain/report.ts';
import { notices } from '../parts/toast.svelte.ts';
import { reader } from '../parts/reader/reader.ts';
import { openStore } from '../parts/store.ts';

type Store = Awaited<ReturnType<typeof openStore>>;
type Summary = Awaited<ReturnType<Store['interruptedRuns']>>[number];

/** Runs stay restorable this long after they were deleted. */
const graceMs = 60_000;

/** The kept runs, as they are now and as they change. */
export class HistoryState {
  runs = $state.raw<readonly Summary[] | null>(null);
  failure = $state('');
  importError = $state.raw<{ readonly name: string; readonly place: string; readonly message: string } | null>(null);
  /** What does not agree within the file that was imported last. */
  doubts = $state.raw<{ readonly name: string; readonly sentences: readonly string[] } | null>(null);
  importing = $state(false);
  /** Reports as far as they have been computed, by run. */
  reports = $state.raw<Readonly<Record<string, Report>>>({});
  #ended = false;

  /** Begins to watch; returns how to stop. */
  watch(): () => void {
    let stop = () => {};
    void openStore().then(
      (store) => {
        if (this.#ended) return;
        void store.purgeRemoved(graceMs).catch(() => undefined);
        const watching = store.watchRuns().subscribe(
          (runs) => {
            this.runs = runs;
            void this.#compute(runs);
          },
          (reason) => (this.failure = reason.message),
        );
        stop = () => watching.unsubscribe();
      },
      (reason: unknown) => (this.failure = String(reason)),
    );
    return () => {
      this.#ended = true;
      stop();
    };
  }

  /** Has headline numbers computed one run at a time, for finished runs that have none yet. */
  async #compute(runs: readonly Summary[]): Promise<void> {
    for (const { run } of runs.slice(0, 30)) {
      if (this.#ended || this.runs !== runs) return;
      if (run.status === 'running' || this.reports[run.id]) continue;
      const report = await reader.report(run.id).catch(() => null);
      if (report) this.reports = { ...this.reports, [run.id]: report };
    }
  }

  async remove(runId: string, title: string): Promise<void> {
    const store = await openStore();
    await store.removeRun(runId);
    notices.show(`The run of ${title} is deleted.`, () => void store.restoreRun(runId));
  }

  async take(file: File): Promise<void> {
    this.importing = true;
    this.importError = null;
    this.doubts = null;
    try {
      const [{ readRunFile }, { parseSuite }, store] = await Promise.all([
        import('../../exports/run-file.ts'),
        import('../../suites/suite.ts'),
        openStore(),
      ]);
      const read = await readRunFile(file, parseSuite);
      const saved = read.ok ? await store.saveBundle(read.value.bundle) : read;
      if (!saved.ok) {
        this.importError = { name: file.name, place: saved.place, message: saved.message };
      } else if (read.ok) {
        const { doubtsOf } = await import('./doubts.ts');
        const sentences = doubtsOf(read.value.bundle, read.value.estimates);
        if (sentences.length > 0) this.doubts = { name: file.name, sentences };
        const { title } = read.value.bundle.run.model;
        notices.show(
          saved.value === 'saved' ? `The run of ${title} is imported.` : `This run of ${title} is already here.`,
        );
      }
    } catch (error) {
      this.importError = {
        name: file.name,
        place: '',
        message: error instanceof Error ? error.message : String(error),
      };
    } finally {
      this.importing = false;
    }
  }
}
