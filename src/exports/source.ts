import { itemKey, standingCorrections, type Annotation, type Correction } from '../domain/annotation.ts';
import type { Report } from '../domain/report.ts';
import type { Run, RunBundle, Trial } from '../domain/run.ts';
import type { Item, Suite } from '../domain/suite.ts';

/** A run as a writer of files gets it. Trials come some at a time, so that a run of any size fits in memory. */
export interface RunSource {
  readonly run: Run;
  /** The suites of the plan, whole and in its order. */
  readonly suites: readonly Suite[];
  /** All that was said by hand, in the order in which it was said. */
  readonly annotations: readonly Annotation[];
  /** As measured: corrections by hand change nothing in it. */
  readonly report: Report;
  /** All trials from the first, each time that it is called. */
  trials(): AsyncIterable<readonly Trial[]>;
}

/** A run that is in memory whole. */
export function sourceOf({ run, suites, trials, annotations = [] }: RunBundle, report: Report): RunSource {
  return {
    run,
    suites,
    annotations,
    report,
    async *trials() {
      await Promise.resolve();
      for (let from = 0; from < trials.length; from += 256) yield trials.slice(from, from + 256);
    },
  };
}

/** A trial beside what it is of, and what was said about it by hand. */
export interface AskedTrial {
  readonly trial: Trial;
  readonly suite: Suite;
  readonly item: Item;
  /** The correction that stands; undefined where there is none. */
  readonly correction: Correction | undefined;
  readonly notes: readonly string[];
}

/** Every trial beside its item, in the order in which trials ended; one whose item is missing is passed over. */
export async function* askedTrials(source: RunSource): AsyncGenerator<AskedTrial> {
  const items = new Map(
    source.suites.flatMap((suite) => suite.items.map((item) => [itemKey(suite.id, item.id), { suite, item }] as const)),
  );
  const corrections = standingCorrections(source.annotations);
  const notes = new Map<string, string[]>();
  for (const one of source.annotations) {
    if (one.kind !== 'note') continue;
    const key = itemKey(one.suiteId, one.itemId);
    notes.set(key, [...(notes.get(key) ?? []), one.text]);
  }
  for await (const some of source.trials()) {
    for (const trial of some) {
      const key = itemKey(trial.suiteId, trial.itemId);
      const found = items.get(key);
      if (found) yield { trial, ...found, correction: corrections.get(key), notes: notes.get(key) ?? [] };
    }
  }
}

/** A correction in a few words: what the score was made into, and why. */
export function correctionWords({ verdict, reason }: Correction): string {
  return `${verdict.kind === 'scored' ? `scored ${verdict.value} by hand` : 'left out by hand'}: ${reason}`;
}
