import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `test/reference/estimators.py` writes: numbers of SciPy and scikit-learn. */
export interface Witness {
  readonly wilson: readonly { readonly hits: number; readonly n: number; readonly interval: Bounds }[];
  readonly mcnemar: readonly { readonly onlyFirst: number; readonly onlySecond: number; readonly p: number }[];
  readonly t975: readonly { readonly freedom: number; readonly t: number }[];
  readonly studentTails: readonly { readonly t: number; readonly freedom: number; readonly p: number }[];
  readonly normal: readonly { readonly z: number; readonly p: number }[];
  readonly logGamma: readonly { readonly x: number; readonly value: number }[];
  readonly mean: readonly { readonly values: readonly number[]; readonly mean: number; readonly interval: Bounds }[];
  readonly correlation: readonly {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly pearson: number;
    readonly spearman: number;
  }[];
  readonly auroc: readonly {
    readonly highs: readonly number[];
    readonly lows: readonly number[];
    readonly area: number;
    readonly interval: Bounds;
  }[];
  readonly pca: readonly {
    readonly name: string;
    readonly rows: Rows;
    readonly mean: readonly number[];
    readonly components: Rows;
    readonly ratios: readonly number[];
    readonly projected: Rows;
  }[];
  readonly ward: readonly { readonly name: string; readonly points: Rows; readonly labels: readonly number[] }[];
  readonly moralDirection: readonly {
    readonly name: string;
    readonly texts: readonly string[];
    readonly sides: readonly ('do' | 'dont' | 'between')[];
    readonly vectors: Rows;
    readonly probes: Rows;
    readonly ratio: number;
    readonly norm: number;
    readonly scores: readonly number[];
    readonly probeScores: readonly number[];
    readonly auroc: number;
  }[];
}

type Bounds = readonly [number, number];
type Rows = readonly (readonly number[])[];

export const witness = JSON.parse(
  readFileSync(join(import.meta.dirname, '../reference/estimators.json'), 'utf8'),
) as Witness;
