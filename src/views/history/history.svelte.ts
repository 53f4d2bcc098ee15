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
        void store.sweepIncoming().catch(() => undefined);
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
}
