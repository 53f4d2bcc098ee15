import type { Run } from '../../domain/run.ts';
import type { Comparison } from '../../statistics/compare/compare.ts';

/** Several kept runs and all that is said about them side by side. */
export interface Compared {
  /** In the order asked for, those that are kept. */
  readonly runs: readonly Run[];
  /** The ids of those that are not. */
  readonly missing: readonly string[];
  /** Null where fewer than two runs are kept. */
  readonly comparison: Comparison | null;
  /** How many items the runs differ on; of very many only the widest apart are in `comparison`. */
  readonly disagreements: number;
}

/** What the comparing worker is asked. */
export interface CompareAsk {
  readonly runIds: readonly string[];
}

/** What it tells, once. */
export type CompareTold =
  { readonly ok: true; readonly value: Compared } | { readonly ok: false; readonly message: string };
