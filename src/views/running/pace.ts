/** How fast it goes and how long it will take. */
export interface Pace {
  /** Items per second over the last stretch; null until two are in. */
  readonly rate: number | null;
  /** Seconds to the end at that rate; null until there is one. */
  readonly left: number | null;
}

/**
 * The pace at `now`, from the times (ms) at which items came in, oldest first, over at most the last ten seconds. The
 * time since the last item counts, so a stall shows as a falling rate.
 */
export function paceOf(times: readonly number[], now: number, remaining: number): Pace {
  const recent = times.filter((time) => time >= now - 10_000);
  const first = recent[0];
  if (first === undefined || recent.length < 2 || now <= first) return { rate: null, left: null };
  const rate = ((recent.length - 1) * 1000) / (now - first);
  return { rate, left: remaining / rate };
}
