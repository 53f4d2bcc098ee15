import type { Trial } from '../../../src/domain/run.ts';
import { appendTrials, createRun } from '../../../src/store/runs.ts';
import { longRun, longSuites, longTrials } from '../../views/long-run.ts';

/** Trials written in one transaction. */
const group = 1000;

/** Fills this page's store with a finished run of so many items, through the store's own doors. Gives how many trials there are. */
export async function fill(id: string, choices: number, phrases: number): Promise<number> {
  const suites = longSuites(choices, phrases);
  await createRun(await longRun(id, suites), suites);
  let waiting: Trial[] = [];
  let done = 0;
  for (const trial of longTrials(suites)) {
    waiting.push(trial);
    if (waiting.length < group) continue;
    await appendTrials(id, waiting);
    done += waiting.length;
    waiting = [];
  }
  await appendTrials(id, waiting);
  return done + waiting.length;
}
