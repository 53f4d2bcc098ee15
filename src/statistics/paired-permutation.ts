import { generator } from './generator.ts';

/** The p of a paired permutation test, and how it was found. */
export interface PermutationP {
  /** Two-sided; never 0. */
  readonly p: number;
  /** Whether every one of the 2^n ways to swap was counted; otherwise random ones, and p is at least 1 in their number. */
  readonly exact: boolean;
  /** How many random ways were drawn; 0 where all were counted. */
  readonly rounds: number;
}

/** Shares of ties are halves, thirds and quarters: on this grid they are whole numbers. */
const grid = 12;
/** Half of this many differences is enumerated at a time. */
const mostEnumerated = 36;
const rounds = 20_000;

/**
 * Fisher's paired permutation test (Fisher 1935, The Design of Experiments, section 21) that two answerers of the same
 * items are exchangeable on each: of all 2^n ways to swap their answers item by item, the share whose summed
 * difference lies at least as far from 0 as the one found. `differences[i]` is second less first on item i. Counted
 * exactly where the differences lie on a grid of twelfths (hits, misses and ties: for hits and misses it is McNemar's exact
 * test) and where at most 36 items differ; otherwise by random swaps, the one found counted among them, so that p
 * is valid and never 0 (Phipson and Smyth 2010). 1 where no item differs.
 */
export function pairedPermutation(differences: readonly number[], seed: number, purpose: string): PermutationP {
  // A swap that changes nothing changes no sum.
  const moving = differences.filter((difference) => Math.abs(difference) > 1e-12).map(Math.abs);
  const found = Math.abs(differences.reduce((sum, difference) => sum + difference, 0));
  if (moving.length === 0) return { p: 1, exact: true, rounds: 0 };
  const steps = moving.map((size) => Math.round(size * grid));
  const onGrid = moving.every((size, i) => Math.abs(size * grid - (steps[i] ?? 0)) < 1e-9);
  const span = steps.reduce((sum, step) => sum + step, 0);
  if (onGrid && span * moving.length < 5e7) return exact(onLattice(steps, span, Math.round(found * grid)));
  // Rounding must not make equal sums unequal.
  const least = found - 1e-9 * Math.max(1, found);
  if (moving.length <= mostEnumerated) return exact(byHalves(moving, least));
  return { p: bySwaps(moving, least, seed, purpose), exact: false, rounds };
}

function exact(p: number): PermutationP {
  return { p: Math.min(1, p), exact: true, rounds: 0 };
}

/** The whole distribution of the sum, one item after the other: chance[k] is that of a sum of k − span. */
function onLattice(steps: readonly number[], span: number, found: number): number {
  let chance = new Float64Array(2 * span + 1);
  chance[span] = 1;
  let reach = 0;
  for (const step of steps) {
    const next = new Float64Array(2 * span + 1);
    for (let at = span - reach; at <= span + reach; at += 1) {
      const half = (chance[at] ?? 0) / 2;
      if (half === 0) continue;
      next[at - step] = (next[at - step] ?? 0) + half;
      next[at + step] = (next[at + step] ?? 0) + half;
    }
    reach += step;
    chance = next;
  }
  let tail = 0;
  for (let sum = found; sum <= span; sum += 1) tail += chance[span + sum] ?? 0;
  return found === 0 ? 1 : 2 * tail;
}

/** All sums of the two halves, and for each of the one how many of the other reach far enough (Horowitz and Sahni 1974). */
function byHalves(sizes: readonly number[], least: number): number {
  const middle = sizes.length >> 1;
  const [left, right] = [allSums(sizes.slice(0, middle)), allSums(sizes.slice(middle))];
  let count = 0;
  let from = right.length;
  // As the left sum grows, smaller right sums are enough.
  for (const sum of left) {
    while (from > 0 && sum + (right[from - 1] ?? 0) >= least) from -= 1;
    count += right.length - from;
  }
  return least <= 0 ? 1 : (2 * count) / 2 ** sizes.length;
}

function allSums(sizes: readonly number[]): Float64Array {
  let sums = Float64Array.of(0);
  for (const size of sizes) {
    const next = new Float64Array(2 * sums.length);
    sums.forEach((sum, i) => {
      next[2 * i] = sum - size;
      next[2 * i + 1] = sum + size;
    });
    sums = next;
  }
  return sums.sort();
}

function bySwaps(sizes: readonly number[], least: number, seed: number, purpose: string): number {
  const next = generator(seed, purpose);
  const all = Float64Array.from(sizes);
  let beyond = 1;
  for (let round = 0; round < rounds; round += 1) {
    let sum = 0;
    let bits = 0;
    for (let i = 0; i < all.length; i += 1) {
      // One number of 32 bits decides 32 swaps.
      bits = i % 32 === 0 ? next() * 4294967296 : bits >>> 1;
      const size = all[i] ?? 0;
      sum += (bits & 1) === 1 ? size : -size;
    }
    if (Math.abs(sum) >= least) beyond += 1;
  }
  return beyond / (rounds + 1);
}
