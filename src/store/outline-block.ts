import type { Reading, Score } from '../domain/protocol.ts';
import type { Trial } from '../domain/run.ts';

/** A trial without its evidence: `exchanges` is empty, all else is as it was. */
export type Outline = Trial;

type Without<T> = T extends unknown ? Omit<T, 'suiteId' | 'itemId' | 'exchanges'> : never;
type Rest = Without<Trial>;

/**
 * Outlines of some trials in columns, which a browser reads a hundred times faster than as many objects. Readings of choices,
 * continuations and embeddings are rows of numbers; whatever else there is stands whole under `rest`.
 */
export interface OutlineBlock {
  readonly suiteIds: readonly string[];
  readonly itemIds: readonly string[];
  /** [n] What the numbers are: 0 none (see `rest`), 1 choice, 2 continuation, 3 embedding; 8 more where scored, 16 more where a choice has no margin. */
  readonly kinds: Uint8Array;
  /** [n + 1] Where each trial's numbers begin. */
  readonly starts: Uint32Array;
  readonly numbers: Float64Array;
  readonly rest: Readonly<Record<number, Rest>>;
}

const scored = 8;
const marginless = 16;
/** Stands for the pick of an exact tie. */
const tie = -1;

const pickNumber = (pick: number | null) => pick ?? tie;
const pickOf = (number: number | undefined) => (number === undefined || number === tie ? null : number);

/** Whether an object has just so many fields: one with a field that this file does not know is kept whole instead. */
const hasOnly = (fields: number, ...objects: readonly object[]) =>
  objects.every((object) => Object.keys(object).length === fields);

/** A score as numbers, its value first; null where it does not fit in such a row. */
function rowOf(score: Score): { readonly kind: number; readonly numbers: readonly number[] } | null {
  if (score.kind === 'unscored' || !hasOnly(score.kind === 'scored' ? 3 : 2, score)) return null;
  const { reading } = score;
  const value = score.kind === 'scored' ? score.value : 0;
  const flag = score.kind === 'scored' ? scored : 0;
  switch (reading.kind) {
    case 'choice': {
      const { probabilities, pick, orders, margin, firstPlace, letterMass } = reading;
      const options = probabilities.length;
      if (!hasOnly(7, reading) || !hasOnly(2, ...orders)) return null;
      if (orders.some(({ order, logprobs }) => order.length !== options || logprobs.length !== options)) return null;
      const head = [value, pickNumber(pick), margin ?? 0, firstPlace, letterMass, options];
      const shown = orders.flatMap(({ order, logprobs }) => [...order, ...logprobs]);
      return { kind: 1 + flag + (margin === null ? marginless : 0), numbers: [...head, ...probabilities, ...shown] };
    }
    case 'continuation': {
      const { sums, perToken, perCharacter, perByte, picks } = reading;
      const lists = [sums, perToken, perCharacter, perByte];
      if (!hasOnly(6, reading) || !hasOnly(4, picks)) return null;
      if (lists.some((list) => list.length !== sums.length)) return null;
      const picked = [picks.sum, picks.perToken, picks.perCharacter, picks.perByte].map(pickNumber);
      return { kind: 2 + flag, numbers: [value, ...picked, ...lists.flat()] };
    }
    case 'embedding':
      return hasOnly(2, reading) ? { kind: 3 + flag, numbers: [value, ...reading.vector] } : null;
    default:
      return null;
  }
}

function readingOf(kind: number, numbers: readonly number[]): Reading {
  if ((kind & 7) === 1) {
    const [, pick, margin = 0, firstPlace = 0, letterMass = 0, options = 0] = numbers;
    const probabilities = numbers.slice(6, 6 + options);
    const orders: { order: number[]; logprobs: number[] }[] = [];
    for (let at = 6 + options; at < numbers.length; at += 2 * options) {
      orders.push({ order: numbers.slice(at, at + options), logprobs: numbers.slice(at + options, at + 2 * options) });
    }
    const told = (kind & marginless) === 0 ? margin : null;
    return { kind: 'choice', probabilities, pick: pickOf(pick), orders, margin: told, firstPlace, letterMass };
  }
  if ((kind & 7) === 3) return { kind: 'embedding', vector: numbers.slice(1) };
  const length = (numbers.length - 5) / 4;
  const list = (place: number) => numbers.slice(5 + place * length, 5 + (place + 1) * length);
  const [sum, perToken, perCharacter, perByte] = numbers.slice(1, 5).map(pickOf);
  return {
    kind: 'continuation',
    sums: list(0),
    perToken: list(1),
    perCharacter: list(2),
    perByte: list(3),
    picks: {
      sum: sum ?? null,
      perToken: perToken ?? null,
      perCharacter: perCharacter ?? null,
      perByte: perByte ?? null,
    },
  };
}

function restOf({ suiteId: _suiteId, itemId: _itemId, exchanges: _exchanges, ...rest }: Trial): Rest {
  return rest;
}

/** Trials as a block of outlines. */
export function packOutlines(trials: readonly Trial[]): OutlineBlock {
  const rows = trials.map((trial) => (trial.outcome === 'answered' && hasOnly(5, trial) ? rowOf(trial.score) : null));
  const starts = new Uint32Array(trials.length + 1);
  rows.forEach((row, place) => (starts[place + 1] = (starts[place] ?? 0) + (row?.numbers.length ?? 0)));
  const numbers = new Float64Array(starts[trials.length] ?? 0);
  rows.forEach((row, place) => row && numbers.set(row.numbers, starts[place]));
  return {
    suiteIds: trials.map(({ suiteId }) => suiteId),
    itemIds: trials.map(({ itemId }) => itemId),
    kinds: Uint8Array.from(rows, (row) => row?.kind ?? 0),
    starts,
    numbers,
    rest: Object.fromEntries(trials.flatMap((trial, place) => (rows[place] ? [] : [[place, restOf(trial)]]))),
  };
}

/** How many outlines a block holds. */
export const sizeOf = (block: OutlineBlock): number => block.itemIds.length;

/** The outline at a place of a block. Throws a RangeError where there is none. */
export function outlineAt(block: OutlineBlock, place: number): Outline {
  const { [place]: suiteId } = block.suiteIds;
  const { [place]: itemId } = block.itemIds;
  const kind = block.kinds[place];
  if (suiteId === undefined || itemId === undefined || kind === undefined)
    throw new RangeError(`read an outline: place is ${place}, one below ${sizeOf(block)} was wanted`);
  const named = { suiteId, itemId, exchanges: [] };
  if (kind === 0) {
    const rest = block.rest[place];
    if (rest === undefined) throw new RangeError(`read an outline: nothing is kept at place ${place}`);
    return { ...named, ...rest };
  }
  const numbers = Array.from(block.numbers.subarray(block.starts[place], block.starts[place + 1]));
  const reading = readingOf(kind, numbers);
  const value = numbers[0] ?? 0;
  const score: Score = (kind & scored) !== 0 ? { kind: 'scored', value, reading } : { kind: 'open', reading };
  return { ...named, outcome: 'answered', score };
}

/** All outlines of a block. */
export function unpackOutlines(block: OutlineBlock): Outline[] {
  return block.itemIds.map((_, place) => outlineAt(block, place));
}
