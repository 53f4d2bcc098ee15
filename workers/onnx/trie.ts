/** One number that is wanted: how likely `token` is after the token at `position` of its row. */
export interface Wanted {
  readonly position: number;
  readonly token: number;
  /** Takes the log-probability (nats), and the id of the likeliest token there. */
  tell(logprob: number, best: number): void;
}

/** Tokens to read, and what is wanted of them. */
export interface Row {
  readonly ids: readonly number[];
  readonly wanted: readonly Wanted[];
}

/** Tokens that rows have in common from `start` up to `end`, after which they part: a node of a compressed trie. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  /** One of its rows; `ids.slice(start, end)` are its tokens. */
  readonly ids: readonly number[];
  /** What is wanted at its positions. */
  readonly wanted: readonly Wanted[];
  /** Two or more, or none. */
  readonly branches: readonly Stretch[];
}

/** What rows have in common. Each distinct beginning is in it once, so its tokens are the fewest that reading takes. */
export function trieOf(rows: readonly Row[]): Stretch[] {
  return parted(
    rows.toSorted((a, b) => compare(a.ids, b.ids)),
    0,
  );
}

/** Sorted rows that are alike up to `start`, by the token that comes there. */
function parted(rows: readonly Row[], start: number): Stretch[] {
  const groups: Row[][] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    if (group && group[0]?.ids[start] === row.ids[start]) group.push(row);
    else groups.push([row]);
  }
  return groups.map((group) => grown(group, start));
}

/** Sorted rows that are alike beyond `start`. Rows that end on the way make no parting. */
function grown(rows: readonly Row[], start: number): Stretch {
  let [going, end] = [rows, start];
  for (;;) {
    const [first, last] = [going[0] as Row, going.at(-1) as Row];
    end = alike(first.ids, last.ids, end);
    const onward = going.filter(({ ids }) => ids.length > end);
    going = onward.length > 0 ? onward : going.slice(-1);
    const [next, other] = [onward[0], onward.at(-1)];
    if (!next || !other || next.ids[end] !== other.ids[end]) break;
  }
  const wanted = rows.flatMap((row) => row.wanted.filter(({ position }) => position >= start && position < end));
  const onward = going.filter(({ ids }) => ids.length > end);
  return { start, end, ids: (going[0] as Row).ids, wanted, branches: parted(onward, end) };
}

/** How far two rows are alike, when they are up to `from`. */
export function alike(a: readonly number[], b: readonly number[], from = 0): number {
  const most = Math.min(a.length, b.length);
  if (a === b) return most;
  let at = from;
  while (at < most && a[at] === b[at]) at++;
  return at;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = alike(a, b);
  return at < a.length && at < b.length ? (a[at] as number) - (b[at] as number) : a.length - b.length;
}

/** Parts a trie along a beginning: `tail` is what comes after all of it, if that is in the trie; `rest` all else. */
export function partedAt(
  trie: readonly Stretch[],
  beginning: readonly number[],
): { readonly shared: number; readonly tail: Stretch | null; readonly rest: readonly Stretch[] } {
  for (const [place, stretch] of trie.entries()) {
    const shared = Math.min(alike(stretch.ids, beginning, stretch.start), stretch.end);
    if (shared === stretch.start) continue;
    const swap = (changed: readonly Stretch[]) => trie.toSpliced(place, 1, ...changed);
    if (shared === beginning.length) {
      const [head, tail] = cut(stretch, shared);
      return { shared, tail, rest: swap(head.wanted.length > 0 ? [head] : []) };
    }
    if (shared < stretch.end) return { shared, tail: null, rest: trie };
    const deeper = partedAt(stretch.branches, beginning);
    const left = { ...stretch, branches: deeper.rest };
    const keeps = deeper.tail === null || deeper.rest.length > 0 || stretch.wanted.length > 0;
    return { shared: Math.max(shared, deeper.shared), tail: deeper.tail, rest: swap(keeps ? [left] : []) };
  }
  return { shared: 0, tail: null, rest: trie };
}

/** A stretch in two: up to a place in it, and what comes after; both are read by themselves. */
export function cut(stretch: Stretch, at: number): [head: Stretch, tail: Stretch | null] {
  const [before, after] = [
    stretch.wanted.filter((one) => one.position < at),
    stretch.wanted.filter((one) => one.position >= at),
  ];
  const head: Stretch = { ...stretch, end: at, wanted: before, branches: [] };
  if (at < stretch.end) return [head, { ...stretch, start: at, wanted: after }];
  return [
    head,
    stretch.branches.length === 0 ? null : { ...stretch, start: at, end: at, wanted: [], branches: stretch.branches },
  ];
}

/** Tokens of a trie: the fewest with which all its rows can be read. */
export function tokensOf(trie: readonly Stretch[]): number {
  return trie.reduce((sum, { start, end, branches }) => sum + end - start + tokensOf(branches), 0);
}
