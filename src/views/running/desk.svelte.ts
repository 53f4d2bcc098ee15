import { liveHash, pendingId } from '../parts/address.ts';
import { openStore } from '../parts/store.ts';
import type { EvaluateRequest } from './evaluate.ts';
import type { Underway } from './underway.svelte.ts';

/** What this page is carrying out: one run at a time, whatever screen is open. */
class Desk {
  underway = $state.raw<Underway | null>(null);

  /** Whether a run is going on. */
  get busy(): boolean {
    return this.underway !== null && this.underway.ended === null;
  }

  /** Where the run's progress is seen. */
  get address(): string {
    return liveHash(this.underway?.run?.id ?? this.underway?.request.resume ?? pendingId);
  }

  /** Starts a run and goes to its progress; to that of the one that is going on, if there is one. */
  async begin(request: EvaluateRequest): Promise<void> {
    if (!this.busy) {
      // While the model loads, so does the store.
      void openStore();
      const { Underway } = await import('./underway.svelte.ts');
      this.underway = new Underway(request);
      void this.underway.go();
    }
    location.hash = this.address;
  }
}

export const desk = new Desk();
