/** The bounds of a 95% interval. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}
