import type { RunSource } from '../../exports/source.ts';
import { reader } from './reader/reader.ts';
import { openStore } from './store.ts';

/** A kept run as a writer of files gets it: trials are read from the store some at a time. Null where it is not kept. */
export async function runSource(runId: string): Promise<RunSource | null> {
  const store = await openStore();
  const { readHead } = await import('../../store/run-head.ts');
  const { wholeSuite } = await import('../../store/suites.ts');
  const { readAnnotations } = await import('../../store/annotations.ts');
  const [head, report] = await Promise.all([readHead(runId), reader.report(runId)]);
  if (!head || !report) return null;
  const suites = await Promise.all(head.run.plan.parts.map(({ suite }) => wholeSuite(suite.hash)));
  const annotations = await readAnnotations(runId);
  return { run: head.run, suites, annotations, report, trials: () => store.trialsOf(runId) };
}
