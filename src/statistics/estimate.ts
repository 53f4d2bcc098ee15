import type { Estimate } from '../domain/report.ts';
import { bootstrapMean, leastClusters } from './bootstrap.ts';
import { mean } from './mean.ts';
import { wilson } from './wilson.ts';

/** What is said of an estimate before any counting. */
export interface EstimateAbout {
  readonly id: string;
  readonly label: string;
  /** What the number would be for an empty reason; null where there is none. */
  readonly floor: number | null;
}

/** A value and the cluster (a topic, a pair) that it shares its luck with; empty where it stands alone. */
export interface Observed {
  readonly value: number;
  readonly cluster: string;
}

/** An estimate of which nothing can be said yet, and why. */
export function unknown(about: EstimateAbout, unit: Estimate['unit'], why: string): Estimate {
  return { ...about, value: null, lower: null, upper: null, n: 0, method: why, unit };
}

/** A number without an interval; `method` says how it was computed and why it has none. */
export function plain(
  about: EstimateAbout,
  unit: Estimate['unit'],
  value: number,
  n: number,
  method: string,
): Estimate {
  return { ...about, value, lower: null, upper: null, n, method, unit };
}

/** The share of hits; each worth is in [0, 1], a tie its part. */
export function share(about: EstimateAbout, worths: readonly number[], of = 'items'): Estimate {
  const n = worths.length;
  if (n === 0) return unknown(about, 'share', `share of ${of}: none to count`);
  const hits = worths.reduce((sum, worth) => sum + worth, 0);
  const method = `share of ${of}, a tie counted in equal parts; 95% Wilson score interval (Wilson 1927)`;
  return { ...about, value: hits / n, ...wilson(hits, n), n, method, unit: 'share' };
}

/**
 * The mean with its bootstrap interval. Whole clusters are drawn where there are enough of them, else single
 * values. Values that are not finite are left out.
 */
export function average(
  about: EstimateAbout,
  unit: Estimate['unit'],
  observed: readonly Observed[],
  seed: number,
  clusters = 'topics',
): Estimate {
  const finite = observed.filter(({ value }) => Number.isFinite(value));
  const values = finite.map(({ value }) => value);
  const n = values.length;
  if (n === 0) return unknown(about, unit, 'mean over items: none to average');
  const names = finite.map(({ cluster }, i) => cluster || `alone ${i}`);
  const drawsClusters = new Set(names).size >= leastClusters && new Set(names).size < n;
  const units = drawsClusters ? names : names.map((_, i) => `alone ${i}`);
  const interval = bootstrapMean(values, units, seed, about.id);
  const method = interval
    ? `mean over items; 95% bootstrap interval, ${interval.rounds} draws of ${interval.drawn} ` +
      `${drawsClusters ? clusters : 'items'}, percentiles widened for few (Hesterberg 2015)`
    : 'mean over items; no interval from a single item';
  return {
    ...about,
    value: mean(values),
    lower: interval?.lower ?? null,
    upper: interval?.upper ?? null,
    n,
    method,
    unit,
  };
}
