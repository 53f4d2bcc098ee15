import type { Report } from '../../domain/report.ts';
import type { RunBundle } from '../../domain/run.ts';
import { reader } from './reader/reader.ts';
import { openStore } from './store.ts';

/** A run whole, with all its evidence, and what is said about it: for files. What a screen shows comes from the reader instead. */
export interface Reading {
  readonly bundle: RunBundle;
  readonly report: Report;
}

/** Reads a run whole; null where it is not kept. Its report is computed off the page's own thread. */
export async function readReport(runId: string): Promise<Reading | null> {
  const store = await openStore();
  const [bundle, report] = await Promise.all([store.readRun(runId), reader.report(runId)]);
  return bundle && report ? { bundle, report } : null;
}
