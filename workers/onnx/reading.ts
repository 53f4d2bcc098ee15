import { batchesOf } from './batches.ts';
import { normalize } from './log-softmax.ts';
import type { Model } from './model.ts';
import type { Memory, Slab } from './session.ts';
import { branchesOf, type Branch } from './sharing.ts';

/** A continuation read: per token its log-probability (nats), and whether all were the first choice. */
export interface Read {
  readonly logprobs: readonly number[];
  readonly greedy: boolean;
}

/** A context that is computed once, with every continuation that any question wants after it, by key. */
export interface Work {
  readonly context: readonly number[];
  readonly continuations: ReadonlyMap<string, readonly number[]>;
  /** Filled in here. */
  readonly reads: Map<string, Read>;
}

/**
 * Fills in all reads, in parts; pauses after each. Contexts that begin alike are computed from what is remembered of their
 * beginning, longer continuations from what is remembered of their context, and all others side by side.
 */
export async function* readAll(model: Model, works: readonly Work[]): AsyncGenerator<void, void, void> {
  if (!model.alone || model.session.graph.past.length === 0) {
    yield* readTogether(model, works.flatMap(rowsOf));
    return;
  }
  const branches = branchesOf(works);
  const single = ({ continuations }: Work) => [...continuations.values()].every((ids) => ids.length === 1);
  const plain = (branch: Branch<Work>) => branch.kind === 'leaf' && single(branch.item);
  yield* readTogether(
    model,
    branches.flatMap((branch) => (branch.kind === 'leaf' && plain(branch) ? rowsOf(branch.item) : [])),
  );
  for (const branch of branches) if (!plain(branch)) yield* readBranch(model, branch, null);
}

/** A row as the model reads it. Scores are wanted from `from` on; `read` takes them. */
interface Row {
  readonly ids: readonly number[];
  readonly from: number;
  read(scoresAt: (position: number) => Float32Array): void;
}

/** Rows without memory: one for all single tokens, and one for each longer continuation. */
function rowsOf({ context, continuations, reads }: Work): Row[] {
  const from = context.length - 1;
  const singles = [...continuations].filter(([, ids]) => ids.length === 1);
  const longer = [...continuations].filter(([, ids]) => ids.length > 1);
  const rows: Row[] = longer.map(([key, ids]) => ({
    ids: [...context, ...ids.slice(0, -1)],
    from,
    read: (scoresAt) =>
      reads.set(
        key,
        readTokens(ids, (i) => scoresAt(from + i)),
      ),
  }));
  if (singles.length === 0) return rows;
  const readSingles: Row['read'] = (scoresAt) =>
    singles.forEach(([key, ids]) =>
      reads.set(
        key,
        readTokens(ids, () => scoresAt(from)),
      ),
    );
  return [...rows, { ids: context, from, read: readSingles }];
}

async function* readTogether(model: Model, rows: readonly Row[]): AsyncGenerator<void, void, void> {
  for (const batch of batchesOf(model, rows)) {
    const from = Math.min(...batch.map((row) => row.from));
    const slab = await model.session.run(
      batch.map((row) => row.ids),
      'logits',
      from,
    );
    batch.forEach((row, i) => row.read((position) => slab.at(i, position)));
    yield;
  }
}

/** What stands after `memory`: a context with its continuations, or a stem with its branches. */
async function* readBranch(
  model: Model,
  branch: Branch<Work>,
  memory: Memory | null,
): AsyncGenerator<void, void, void> {
  const known = memory?.length ?? 0;
  if (branch.kind === 'leaf') {
    await readAfter(model, branch.item, memory);
    yield;
    return;
  }
  const stem = firstContext(branch).slice(known, branch.length);
  const longer = (await model.session.extend(memory, stem, stem.length - 1)).memory;
  try {
    for (const next of branch.branches) yield* readBranch(model, next, longer);
  } finally {
    longer.dispose();
  }
}

function firstContext(branch: Branch<Work>): readonly number[] {
  let at = branch;
  while (at.kind === 'stem') at = at.branches[0] as Branch<Work>;
  return at.item.context;
}

/** The rest of the context once, then each longer continuation after what is remembered of it. */
async function readAfter(model: Model, { context, continuations, reads }: Work, before: Memory | null): Promise<void> {
  const rest = context.slice(before?.length ?? 0);
  const { logits, memory } = await model.session.extend(before, rest, rest.length - 1);
  try {
    const first = logits.at(0, rest.length - 1);
    for (const [key, ids] of continuations) {
      let after: Slab | null = null;
      if (ids.length > 1) {
        const extended = await model.session.extend(memory, ids.slice(0, -1), 0);
        extended.memory.dispose();
        after = extended.logits;
      }
      reads.set(
        key,
        readTokens(ids, (i) => (i === 0 ? first : (after as Slab).at(0, i - 1))),
      );
    }
  } finally {
    memory.dispose();
  }
}

/** `scoresFor(i)` are the scores from which token i is predicted. */
function readTokens(ids: readonly number[], scoresFor: (i: number) => Float32Array): Read {
  let greedy = true;
  const logprobs = ids.map((id, i) => {
    const scores = scoresFor(i);
    const { logSum, best } = normalize(scores);
    greedy &&= best === id;
    return Math.min(0, (scores[id] ?? NaN) - logSum);
  });
  return { logprobs, greedy };
}
