/** A row by itself, or rows that begin alike: `length` tokens of them are computed once, then each branch after them. */
export type Branch<T> =
  | { readonly kind: 'leaf'; readonly item: T }
  | { readonly kind: 'stem'; readonly length: number; readonly branches: readonly Branch<T>[] };

/** The least share of a group's tokens that a stem must save: a run of its own costs something too. */
const worth = 0.25;

/** Finds what rows have in common. Every row keeps at least one token of its own. */
export function branchesOf<T extends { readonly context: readonly number[] }>(items: readonly T[]): Branch<T>[] {
  return grow(
    items.toSorted((a, b) => compare(a.context, b.context)),
    0,
    0,
  );
}

/** `items` in order, alike up to `alike`; the tokens before `known` are computed already. */
function grow<T extends { readonly context: readonly number[] }>(
  items: readonly T[],
  known: number,
  alike: number,
): Branch<T>[] {
  const [first, last] = [items[0], items.at(-1)];
  if (!first || !last) return [];
  if (first === last) return [{ kind: 'leaf', item: first }];
  const shortest = Math.min(...items.map(({ context }) => context.length));
  let common = alike;
  while (common < shortest - 1 && first.context[common] === last.context[common]) common++;
  const all = items.reduce((sum, { context }) => sum + context.length - known, 0);
  const stem = (items.length - 1) * (common - known) >= worth * all;
  const branches = parts(items, common).flatMap((part) =>
    part.length === items.length
      ? part.map((item): Branch<T> => ({ kind: 'leaf', item }))
      : grow(part, stem ? common : known, common),
  );
  return stem ? [{ kind: 'stem', length: common, branches }] : branches;
}

/** Neighbours with the same token at a place stay together. */
function parts<T extends { readonly context: readonly number[] }>(items: readonly T[], place: number): T[][] {
  const found: T[][] = [];
  for (const item of items) {
    const part = found.at(-1);
    if (part && part[0]?.context[place] === item.context[place]) part.push(item);
    else found.push([item]);
  }
  return found;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const gap = (a[i] as number) - (b[i] as number);
    if (gap !== 0) return gap;
  }
  return a.length - b.length;
}
