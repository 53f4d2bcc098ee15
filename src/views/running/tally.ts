import type { Plan, Trial } from '../../domain/run.ts';
import type { Suite } from '../../domain/suite.ts';

/** What is known of one item so far. */
export type Cell = 'waiting' | 'key' | 'tie' | 'other' | 'read' | 'unscored' | 'failed';

/** How one suite of a run stands while it goes on. */
export interface Tally {
  readonly suiteId: string;
  readonly title: string;
  /** One per item, in the plan's order. */
  readonly cells: readonly Cell[];
  readonly done: number;
  /** Sum of the scores of scored items: ties count in parts. */
  readonly right: number;
  readonly scored: number;
}

/** What a trial's outcome looks like in the tally. */
export function cellOf(trial: Trial): Cell {
  if (trial.outcome === 'failed') return 'failed';
  if (trial.score.kind === 'unscored') return 'unscored';
  if (trial.score.kind === 'open') return 'read';
  return trial.score.value === 1 ? 'key' : trial.score.value === 0 ? 'other' : 'tie';
}

/** How every suite of the plan stands after these trials. */
export function tally(plan: Plan, suites: readonly Suite[], trials: readonly Trial[]): Tally[] {
  return plan.parts.map((part) => {
    const own = new Map(
      trials.filter((trial) => trial.suiteId === part.suite.id).map((trial) => [trial.itemId, trial] as const),
    );
    const scores = [...own.values()].flatMap((trial) =>
      trial.outcome === 'answered' && trial.score.kind === 'scored' ? [trial.score.value] : [],
    );
    return {
      suiteId: part.suite.id,
      title: suites.find((suite) => suite.id === part.suite.id)?.title ?? part.suite.id,
      cells: part.itemIds.map((id) => {
        const trial = own.get(id);
        return trial ? cellOf(trial) : 'waiting';
      }),
      done: own.size,
      right: scores.reduce((sum, value) => sum + value, 0),
      scored: scores.length,
    };
  });
}
