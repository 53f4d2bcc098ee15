import { batchTokens } from './batches.ts';
import type { Pace } from './pace.ts';
import type { Stretch, Wanted } from './trie.ts';

/** One run: the tokens `ids.slice(from, to)` after what is remembered of those before; remembered itself where more follows. */
export interface Leg {
  readonly from: number;
  readonly to: number;
  readonly ids: readonly number[];
  readonly wanted: readonly Wanted[];
  readonly next: readonly Leg[];
}

/** What a way takes: runs (a row beside others is a part of one), and tokens. */
interface Effort {
  readonly runs: number;
  readonly tokens: number;
}

/** The better of two ways through a stretch. */
interface Choice extends Effort {
  /** The stretch gets a run of its own. */
  readonly own: boolean;
}

/** Tokens that may be computed twice, as a share of the fewest; and the share of the time that more of them must save. */
const [few, much] = [0.03, 0.25];

/**
 * A quick way through a trie whose first `from` tokens are remembered: for each stretch that rows share, either a run of
 * its own or its tokens once more in each branch. It is the quickest at this pace of those that compute hardly more than
 * the fewest tokens; one that computes more must be clearly quicker, for a pace is measured in a moment. Without a pace
 * nothing can be remembered, and every row is read whole. `sharesPast`: rows after the same beginning run side by side.
 */
export function courseThrough(
  trie: readonly Stretch[],
  from: number,
  pace: Pace | null,
  sharesPast = false,
): readonly Leg[] {
  if (pace === null) return wayThrough(trie, from, Infinity, sharesPast).legs();
  const seconds = ({ runs, tokens }: Effort) => runs * pace.perRun + tokens * pace.perToken;
  const most = wayThrough(trie, from, 0, sharesPast).tokens * (1 + few);
  let runCost = pace.perRun / pace.perToken;
  const quickest = wayThrough(trie, from, runCost, sharesPast);
  let frugal = quickest;
  while (frugal.tokens > most) {
    runCost = runCost < 1 ? 0 : runCost / 4;
    frugal = wayThrough(trie, from, runCost, sharesPast);
  }
  return (seconds(quickest) < seconds(frugal) * (1 - much) ? quickest : frugal).legs();
}

/** The way that takes least where a run costs as much as `runCost` tokens. */
function wayThrough(
  trie: readonly Stretch[],
  from: number,
  runCost: number,
  sharesPast: boolean,
): Effort & { legs(): Leg[] } {
  const known = new Map<Stretch, Map<number, Choice>>();
  const costOf = ({ runs, tokens }: Effort) => runs * runCost + tokens;

  function all(stretches: readonly Stretch[], start: number): Effort {
    let [runs, tokens] = [0, 0];
    for (const stretch of stretches) {
      const choice = choose(stretch, start);
      runs += choice.runs;
      tokens += choice.tokens;
    }
    return { runs, tokens };
  }
  function choose(stretch: Stretch, start: number): Choice {
    const before = known.get(stretch)?.get(start);
    if (before) return before;
    const made = weighUp(stretch, start);
    known.set(stretch, (known.get(stretch) ?? new Map<number, Choice>()).set(start, made));
    return made;
  }
  function weighUp({ end, branches }: Stretch, start: number): Choice {
    const tokens = end - start;
    if (branches.length === 0) {
      // A row with nothing before it runs beside others.
      const isBeside = start === 0 || sharesPast;
      return { runs: isBeside ? Math.min(1, tokens / batchTokens) : 1, tokens, own: true };
    }
    const again = { ...all(branches, start), own: false };
    if (tokens === 0 || runCost === Infinity) return again;
    const after = all(branches, end);
    const once = { runs: 1 + after.runs, tokens: tokens + after.tokens, own: true };
    return costOf(once) < costOf(again) ? once : again;
  }
  function legs(stretch: Stretch, start: number, carried: readonly Wanted[]): Leg[] {
    const { end: to, ids, branches } = stretch;
    const wanted = [...carried, ...stretch.wanted];
    if (choose(stretch, start).own) {
      return [{ from: start, to, ids, wanted, next: branches.flatMap((branch) => legs(branch, to, [])) }];
    }
    return branches.flatMap((branch, i) => legs(branch, start, i === 0 ? wanted : []));
  }
  return { ...all(trie, from), legs: () => trie.flatMap((stretch) => legs(stretch, from, [])) };
}

/** A leg whose tokens are not to be remembered: each row after it whole, from where the leg begins. */
export function inFull({ from, wanted, next }: Leg): Leg[] {
  const rows = next.flatMap((leg) => (leg.next.length === 0 ? [leg] : inFull(leg)));
  return rows.map((row, i) => ({ ...row, from, wanted: i === 0 ? [...wanted, ...row.wanted] : row.wanted }));
}

/** How many rows a leg leads to. */
export function rowsAfter({ next }: Leg): number {
  return next.length === 0 ? 1 : next.reduce((sum, leg) => sum + rowsAfter(leg), 0);
}
