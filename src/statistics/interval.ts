/** An estimate's bounds; both null where there can be none. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}
