/** A stated chance that something is so, and whether it was: 1, 0, or a tie's part. */
export interface Forecast {
  /** In [0, 1]. */
  readonly chance: number;
  readonly outcome: number;
}

/** What each forecast is off by, squared: their mean is the Brier score (Brier 1950), 0 for a prophet and 0.25 for always one half. */
export function squaredErrors(forecasts: readonly Forecast[]): readonly number[] {
  return forecasts.map(({ chance, outcome }) => (chance - outcome) ** 2);
}
