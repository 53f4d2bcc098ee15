import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Bounds = readonly [number, number];
interface Sides {
  readonly highs: readonly number[];
  readonly lows: readonly number[];
}

/** What `test/reference/comparisons.py` writes: numbers of SciPy and scikit-learn, and of counting every case. */
interface ComparisonWitness {
  readonly permutation: readonly { readonly differences: readonly number[]; readonly p: number }[];
  readonly darwin: readonly number[];
  readonly clopperPearson: readonly { readonly hits: number; readonly n: number; readonly interval: Bounds }[];
  readonly tango: readonly {
    readonly onlyFirst: number;
    readonly onlySecond: number;
    readonly n: number;
    readonly interval: Bounds;
  }[];
  readonly oddsRatio: readonly {
    readonly onlyFirst: number;
    readonly onlySecond: number;
    /** Null stands for infinity, which JSON lacks. */
    readonly ratio: number | null;
    readonly lower: number | null;
    readonly upper: number | null;
  }[];
  readonly adjusted: readonly {
    readonly ps: readonly number[];
    readonly holm: readonly number[];
    readonly bh: readonly number[];
  }[];
  readonly power: readonly {
    readonly difference: number;
    readonly deviation: number;
    readonly n: number;
    readonly power: number;
  }[];
  readonly detectable: readonly { readonly deviation: number; readonly n: number; readonly difference: number }[];
  readonly cohensH: readonly { readonly first: number; readonly second: number; readonly h: number }[];
  readonly dz: readonly { readonly values: readonly number[]; readonly dz: number }[];
  readonly calibration: readonly {
    readonly chance: readonly number[];
    readonly outcome: readonly number[];
    readonly brier: number;
    readonly stated: readonly number[];
    readonly observed: readonly number[];
  }[];
  readonly reliability: readonly {
    readonly scores: readonly (readonly number[])[];
    readonly alpha: number;
    readonly splitHalf: number;
  }[];
  readonly delong: readonly {
    readonly first: Sides;
    readonly second: Sides;
    readonly areas: Bounds;
    readonly error: number;
    readonly p: number;
  }[];
  readonly bca: readonly { readonly values: readonly number[]; readonly intervals: readonly Bounds[] }[];
}

export const witness = JSON.parse(
  readFileSync(join(import.meta.dirname, '../reference/comparisons.json'), 'utf8'),
) as ComparisonWitness;
