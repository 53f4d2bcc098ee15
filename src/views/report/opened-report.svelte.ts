import type { Facets, Opened, PartRead } from '../parts/reader/desk.ts';
import { reader } from '../parts/reader/reader.ts';

/** A report as it comes in: what the run is, then what can be chosen among its items, then its numbers suite by suite. */
export class OpenedReport {
  opened = $state.raw<Opened | null>(null);
  missing = $state(false);
  failure = $state('');
  facets = $state.raw<readonly Facets[]>([]);
  /** By suite, as far as they are computed. */
  parts = $state.raw<Readonly<Record<string, PartRead>>>({});
  /** Whether all numbers are there. */
  whole = $state(false);
  #left = false;

  /** Reads a run; returns how to stop. */
  read(runId: string): () => void {
    this.#readAll(runId).catch(
      (error: unknown) => (this.failure = error instanceof Error ? error.message : String(error)),
    );
    return () => (this.#left = true);
  }

  async #readAll(runId: string): Promise<void> {
    const opened = await reader.open(runId);
    // Taking what comes in, and drawing it, would be one long task: each has one of its own.
    await breath();
    if (this.#left) return;
    if (!opened) {
      this.missing = true;
      return;
    }
    this.opened = opened;
    await breath();
    const facets = await reader.facets(runId);
    await breath();
    this.facets = facets ?? [];
    for (const { id } of opened.suites) {
      const part = await reader.part(runId, id);
      await breath();
      if (this.#left) return;
      if (part) this.parts = { ...this.parts, [id]: part };
      await breath();
    }
    this.whole = true;
  }
}

/** Lets the page draw what came in before the next comes. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
