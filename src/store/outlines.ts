import type { Trial } from '../domain/run.ts';
import { database } from './database.ts';
import { kept } from './failure.ts';
import { packOutlines, sizeOf, type OutlineBlock } from './outline-block.ts';

/** A block grows to this many trials or numbers; then the next begins. Few enough that writing it again costs next to nothing. */
const most = { trials: 128, numbers: 8192 };
/** How many trials are read at once where outlines are made afterwards. */
const atOnce = 256;

/** The least and the greatest key of a run's rows. */
export function indexesOf(runId: string): [[string, number], [string, number]] {
  return [
    [runId, 0],
    [runId, Infinity],
  ];
}

/** How many trials of a run are kept. They are counted from 0 without a gap, so the last one tells. */
export async function countTrials(runId: string): Promise<number> {
  const [last] = await database.trials
    .where('[runId+index]')
    .between(...indexesOf(runId))
    .reverse()
    .limit(1)
    .primaryKeys();
  return last === undefined ? 0 : last[1] + 1;
}

/** The rows of a run's outlines, in order. */
export async function outlineBlocks(runId: string): Promise<readonly OutlineBlock[]> {
  const rows = await database.outlines
    .where('[runId+index]')
    .between(...indexesOf(runId))
    .toArray();
  return rows.map(({ block }) => block);
}

/**
 * Keeps the outlines of trials whose first has the index `first`, within a transaction. Where outlines before it are missing (an
 * older Touchstone wrote the trials), it keeps none: `completeOutlines` will.
 */
export async function addOutlines(runId: string, trials: readonly Trial[], first: number): Promise<void> {
  const last = await database.outlines
    .where('[runId+index]')
    .between(...indexesOf(runId))
    .last();
  if ((last ? last.index + sizeOf(last.block) : 0) !== first) return;
  let { index, grown } = { index: last?.index ?? 0, grown: last?.block ?? packOutlines([]) };
  const blocks = new Map<number, OutlineBlock>();
  for (let taken = 0; taken < trials.length;) {
    const full = sizeOf(grown) >= most.trials || grown.numbers.length >= most.numbers;
    if (full) [index, grown] = [index + sizeOf(grown), packOutlines([])];
    const group = trials.slice(taken, taken + Math.max(1, most.trials - sizeOf(grown)));
    taken += group.length;
    grown = joined(grown, packOutlines(group));
    blocks.set(index, grown);
  }
  await database.outlines.bulkPut([...blocks].map(([at, block]) => ({ runId, index: at, block })));
}

/** Makes the outlines that an older Touchstone did not, some trials at a time; nothing where none is missing. */
export function completeOutlines(runId: string): Promise<void> {
  return kept('Reading the run', async () => {
    const tables = [database.trials, database.outlines];
    for (;;) {
      const more = await database.transaction('rw', tables, async () => {
        const last = await database.outlines
          .where('[runId+index]')
          .between(...indexesOf(runId))
          .last();
        const first = last ? last.index + sizeOf(last.block) : 0;
        const rows = await database.trials
          .where('[runId+index]')
          .between([runId, first], [runId, first + atOnce])
          .toArray();
        const trials = rows.map(({ trial }) => trial);
        if (trials.length > 0) await addOutlines(runId, trials, first);
        return trials.length > 0;
      });
      if (!more) return;
    }
  });
}

/** Two blocks as one. */
function joined(a: OutlineBlock, b: OutlineBlock): OutlineBlock {
  const size = sizeOf(a);
  const kinds = new Uint8Array(size + sizeOf(b));
  kinds.set(a.kinds);
  kinds.set(b.kinds, size);
  const numbers = new Float64Array(a.numbers.length + b.numbers.length);
  numbers.set(a.numbers);
  numbers.set(b.numbers, a.numbers.length);
  const starts = new Uint32Array(kinds.length + 1);
  starts.set(a.starts);
  b.starts.forEach((start, place) => (starts[size + place] = start + a.numbers.length));
  const moved = Object.entries(b.rest).map(([place, rest]) => [Number(place) + size, rest] as const);
  return {
    suiteIds: [...a.suiteIds, ...b.suiteIds],
    itemIds: [...a.itemIds, ...b.itemIds],
    kinds,
    starts,
    numbers,
    rest: { ...a.rest, ...Object.fromEntries(moved) },
  };
}
