import type { Report } from '../../domain/report.ts';
import type { RunBundle, Trial } from '../../domain/run.ts';
import type { Item, Suite } from '../../domain/suite.ts';
import { openStore } from './store.ts';

/** A run as a reader has it. */
export interface Reading {
  readonly bundle: RunBundle;
  readonly report: Report;
}

/** One item that was asked, with what came of it. */
export interface Asked {
  readonly suite: Suite;
  readonly item: Item;
  readonly trial: Trial;
}

let last: { readonly key: string; readonly reading: Reading } | null = null;

/** Reads a run and computes its report; null where it is not kept. The last one is held, for the way to an item and back. */
export async function readReport(runId: string): Promise<Reading | null> {
  const store = await openStore();
  const bundle = await store.readRun(runId);
  if (!bundle) return null;
  const key = `${runId} ${bundle.run.status} ${bundle.trials.length}`;
  if (last?.key === key) return last.reading;
  const { summarize } = await import('../../statistics/summarize.ts');
  const reading = { bundle, report: summarize(bundle) };
  last = { key, reading };
  return reading;
}

/** Every item that was asked, in the plan's order. */
export function askedOf({ run, suites, trials }: RunBundle): Asked[] {
  const trialOf = new Map(trials.map((trial) => [`${trial.suiteId}\n${trial.itemId}`, trial]));
  return run.plan.parts.flatMap((part) => {
    const suite = suites.find((one) => one.id === part.suite.id);
    if (!suite) return [];
    const items = new Map(suite.items.map((item) => [item.id, item]));
    return part.itemIds.flatMap((id) => {
      const item = items.get(id);
      const trial = trialOf.get(`${suite.id}\n${id}`);
      return item && trial ? [{ suite, item, trial }] : [];
    });
  });
}

/** A text that tells the item apart from others. */
export function wordsOf(item: Item): string {
  return item.kind === 'phrase' ? item.text : [item.context, item.question].filter((part) => part !== '').join(' ');
}
