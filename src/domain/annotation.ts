import type { RunBundle, Trial } from './run.ts';

/**
 * What a correction makes of a score. `scored`: worth this much, in [0, 1]. `left-out`: counts neither way. `as-read`: takes
 * an earlier correction back.
 */
export type Verdict =
  { readonly kind: 'scored'; readonly value: number } | { readonly kind: 'left-out' } | { readonly kind: 'as-read' };

/**
 * What a person says about one item of a run after reading its evidence. Written once and never changed. All notes stand; of an
 * item's corrections the last one stands, and those before it are its history.
 */
export type Annotation = {
  /** A random UUID. */
  readonly id: string;
  readonly suiteId: string;
  readonly itemId: string;
  /** ISO 8601, UTC. */
  readonly made: string;
} & (
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'correction'; readonly verdict: Verdict; /** Why; never empty. */ readonly reason: string }
);

export type Correction = Extract<Annotation, { kind: 'correction' }>;

/** A key for an item among a run's suites. */
export const itemKey = (suiteId: string, itemId: string): string => `${suiteId}\n${itemId}`;

/** The corrections that stand, by `itemKey`: the last of each item, where that does not take back. */
export function standingCorrections(annotations: readonly Annotation[]): ReadonlyMap<string, Correction> {
  const last = new Map<string, Correction>();
  for (const one of annotations) if (one.kind === 'correction') last.set(itemKey(one.suiteId, one.itemId), one);
  for (const [key, { verdict }] of last) if (verdict.kind === 'as-read') last.delete(key);
  return last;
}

/**
 * A trial as corrected. Its reading stays as measured: only what it is worth changes, so that counts change and mean
 * probabilities do not. What was not read at all has nothing to correct, and an embedding is worth nothing by itself: both
 * can only be left out.
 */
export function correctedTrial(trial: Trial, correction: Correction | undefined): Trial {
  if (correction === undefined || trial.outcome === 'failed' || trial.score.kind === 'unscored') return trial;
  const { verdict, reason } = correction;
  if (verdict.kind === 'as-read') return trial;
  if (verdict.kind === 'left-out')
    return { ...trial, score: { kind: 'unscored', reason: `left out by hand: ${reason}` } };
  if (trial.score.reading.kind === 'embedding') return trial;
  return { ...trial, score: { kind: 'scored', value: verdict.value, reading: trial.score.reading } };
}

/** The run with its standing corrections applied; the same bundle where there is none. */
export function correctedBundle(bundle: RunBundle): RunBundle {
  const standing = standingCorrections(bundle.annotations ?? []);
  if (standing.size === 0) return bundle;
  return {
    ...bundle,
    trials: bundle.trials.map((trial) => correctedTrial(trial, standing.get(itemKey(trial.suiteId, trial.itemId)))),
  };
}
