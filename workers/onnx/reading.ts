import { questionsOf, type Questions } from './asking.ts';
import { batchesOf } from './batches.ts';
import { courseThrough, inFull, rowsAfter, type Leg } from './course.ts';
import type { Model } from './model.ts';
import { unmeasured } from './pace.ts';
import type { Memory } from './session.ts';
import { partedAt, trieOf, type Row, type Stretch } from './trie.ts';

/** Bytes of keys and values that may be remembered at once; beyond, tokens are computed again. */
const most = 256 * 2 ** 20;
/** Of that, for the trunk alone. */
const mostOfTrunk = 64 * 2 ** 20;
/** Fewer tokens are not worth remembering from one call to the next. */
const leastTrunk = 32;

/**
 * Reads all that is wanted of rows, in parts; pauses after each. What rows have in common is computed once where that is
 * the quicker way, the rest side by side. Where a row's numbers depend on its company, each runs whole and alone.
 */
export async function* readAll(model: Model, rows: readonly Row[]): AsyncGenerator<void, void, void> {
  if (!model.alone) {
    yield* readTogether(model, distinct(rows), null);
    return;
  }
  const { graph } = model.session;
  const trunk = model.repeatable ? null : model.session.trunk;
  const pace = graph.past.length === 0 ? null : (model.pace ?? unmeasured);
  const legsOf = (trie: readonly Stretch[], from: number) => courseThrough(trie, from, pace, model.session.sharesPast);
  let trie = trieOf(rows);
  let used = false;
  if (trunk?.memory && pace) {
    const { shared } = partedAt(trie, trunk.ids);
    const { tail, rest } = partedAt(trie, trunk.ids.slice(0, shared));
    const known = shared === trunk.ids.length;
    if (shared >= leastTrunk && tail && (known || tail.branches.length > 0)) {
      [trie, used] = [[...rest], true];
      if (!known) {
        const ids = trunk.ids.slice(0, shared);
        trunk.clear();
        trunk.put(ids, (await model.session.extend(null, ids, [])).memory);
        yield;
      }
      yield* readLegs(model, legsOf([tail], shared), trunk.memory, bytesOf(model, shared));
    }
  }
  const legs = legsOf(trie, 0).toSorted((a, b) => rowsAfter(a) - rowsAfter(b));
  yield* readLegs(model, legs, null, trunk?.memory ? bytesOf(model, trunk.ids.length) : 0, trunk !== null && !used);
}

/** Legs after the same that is remembered; of those that more follows, the last may stay as the trunk. `held`: bytes that are remembered already. */
async function* readLegs(
  model: Model,
  legs: readonly Leg[],
  before: Memory | null,
  held: number,
  lastStays = false,
): AsyncGenerator<void, void, void> {
  const [rows, stems] = [legs.filter(({ next }) => next.length === 0), legs.filter(({ next }) => next.length > 0)];
  yield* readTogether(model, rows, before);
  for (const stem of stems) yield* readStem(model, stem, before, held, lastStays && stem === stems.at(-1));
}

/** A row as it is run. */
interface Asking extends Questions {
  readonly ids: readonly number[];
}

/** Rows side by side, after what is remembered. */
async function* readTogether(
  model: Model,
  rows: readonly Pick<Leg, 'from' | 'to' | 'ids' | 'wanted'>[],
  before: Memory | null,
): AsyncGenerator<void, void, void> {
  const askings = rows.map(({ from, to, ids, wanted }): Asking => ({
    ids: ids.slice(from, to),
    ...questionsOf(wanted, from),
  }));
  for (const batch of batchesOf(model, askings, before?.length ?? 0)) {
    const told = await model.session.after(
      before,
      batch.map(({ ids }) => ids),
      batch.flatMap(({ asked }, row) => asked.map((one) => ({ ...one, row }))),
    );
    let start = 0;
    for (const row of batch) row.take(told.slice(start, (start += row.asked.length)));
    yield;
  }
}

/** A leg that is remembered, and all that follows it. */
async function* readStem(
  model: Model,
  stem: Leg,
  before: Memory | null,
  held: number,
  staysAsTrunk: boolean,
): AsyncGenerator<void, void, void> {
  const { session } = model;
  const { from, to, ids, wanted, next } = stem;
  const needed = bytesOf(model, to);
  if (held + needed > most) {
    yield* readTogether(model, inFull(stem), before);
    return;
  }
  const questions = questionsOf(wanted, from);
  const asked = questions.asked.map((one) => ({ ...one, row: 0 }));
  const { told, memory } = await session.extend(before, ids.slice(from, to), asked);
  const kept = staysAsTrunk && session.trunk !== null && to >= leastTrunk && needed <= mostOfTrunk;
  if (kept) session.trunk.put(ids.slice(0, to), memory);
  try {
    questions.take(told);
    yield;
    yield* readLegs(model, next, memory, held + needed);
  } finally {
    if (!kept) memory.dispose();
  }
}

/** Bytes that remembering so many tokens takes. */
function bytesOf({ session }: Model, tokens: number): number {
  return session.bytesPerToken * tokens;
}

/** Equal rows as one, without any regard to beginnings that they share. */
function distinct(rows: readonly Row[]): Pick<Leg, 'from' | 'to' | 'ids' | 'wanted'>[] {
  const found = new Map<string, Omit<Leg, 'wanted' | 'next'> & { wanted: Row['wanted'][number][] }>();
  for (const { ids, wanted } of rows) {
    const key = ids.join(' ');
    const row = found.get(key) ?? { from: 0, to: ids.length, ids, wanted: [] };
    row.wanted.push(...wanted);
    found.set(key, row);
  }
  return [...found.values()];
}
