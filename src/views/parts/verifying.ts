import type { Means } from '../../exports/verification.ts';
import { protocols } from '../../protocols/index.ts';
import { rereadTrial } from '../../runs/reread.ts';
import { summarize } from '../../statistics/summarize.ts';

/** What checking a run takes: today's protocols and estimators. */
export const means: Means = {
  scoreOf: (trial, bundle) => rereadTrial(trial, bundle, protocols),
  summarize,
};
