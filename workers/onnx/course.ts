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

/**
 * The quickest way through a trie whose first `from` tokens are remembered: for each stretch that rows share, either a run
 * of its own or its tokens once more in each branch, whichever costs less at this pace. Without a pace nothing can be
 * remembered, and every row is read whole.
 */
export function courseThrough(trie: readonly Stretch[], from: number, pace: Pace | null): Leg[] {
  const known = new Map<Stretch, Map<number, { readonly cost: number; readonly own: boolean }>>();
  const costs = (stretches: readonly Stretch[], start: number) =>
    stretches.reduce((sum, stretch) => sum + choose(stretch, start).cost, 0);

  function choose(stretch: Stretch, start: number): { readonly cost: number; readonly own: boolean } {
    const before = known.get(stretch)?.get(start);
    if (before) return before;
    const made = weighUp(stretch, start);
    known.set(stretch, (known.get(stretch) ?? new Map()).set(start, made));
    return made;
  }
  function weighUp({ end, branches }: Stretch, start: number) {
    const { perRun, perToken } = pace ?? { perRun: 0, perToken: 1 };
    const tokens = end - start;
    if (branches.length === 0) {
      // A row with nothing before it runs beside others.
      const share = start === 0 ? Math.min(1, tokens / batchTokens) : 1;
      return { cost: perRun * share + perToken * tokens, own: true };
    }
    const repeated = costs(branches, start);
    if (pace === null || tokens === 0) return { cost: repeated, own: false };
    const kept = perRun + perToken * tokens + costs(branches, end);
    return kept < repeated ? { cost: kept, own: true } : { cost: repeated, own: false };
  }
  function legs(stretch: Stretch, start: number, carried: readonly Wanted[]): Leg[] {
    const { end: to, ids, branches } = stretch;
    const wanted = [...carried, ...stretch.wanted];
    if (choose(stretch, start).own) {
      return [{ from: start, to, ids, wanted, next: branches.flatMap((branch) => legs(branch, to, [])) }];
    }
    return branches.flatMap((branch, i) => legs(branch, start, i === 0 ? wanted : []));
  }
  return trie.flatMap((stretch) => legs(stretch, from, []));
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
