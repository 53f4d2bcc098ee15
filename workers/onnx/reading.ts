import { batchesOf } from './batches.ts';
import type { Model } from './model.ts';
import type { Asked, Told } from './scorer.ts';
import type { Memory } from './session.ts';
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

/** A row as the model reads it, and what is asked of it; `read` takes the answers. */
interface Row {
  readonly ids: readonly number[];
  readonly asked: readonly Omit<Asked, 'row'>[];
  read(told: readonly Told[]): void;
}

/** Rows without memory: one for all single tokens, and one for each longer continuation. */
function rowsOf({ context, continuations, reads }: Work): Row[] {
  const from = context.length - 1;
  const singles = [...continuations].filter(([, ids]) => ids.length === 1);
  const longer = [...continuations].filter(([, ids]) => ids.length > 1);
  const rows: Row[] = longer.map(([key, ids]) => ({
    ids: [...context, ...ids.slice(0, -1)],
    asked: ids.map((id, i) => ({ position: from + i, tokens: [id] })),
    read: (told) => reads.set(key, readOf(ids, told)),
  }));
  if (singles.length === 0) return rows;
  const asked = [{ position: from, tokens: singles.flatMap(([, ids]) => ids) }];
  return [...rows, { ids: context, asked, read: ([told]) => readEach(singles, told as Told, reads) }];
}

async function* readTogether(model: Model, rows: readonly Row[]): AsyncGenerator<void, void, void> {
  for (const batch of batchesOf(model, rows)) {
    const told = await model.session.weigh(
      batch.map((row) => row.ids),
      batch.flatMap((row, at) => row.asked.map((asked) => ({ ...asked, row: at }))),
    );
    let start = 0;
    for (const row of batch) row.read(told.slice(start, (start += row.asked.length)));
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
  const longer = (await model.session.extend(memory, stem, [])).memory;
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
  const all = [...continuations];
  const firsts = [{ row: 0, position: rest.length - 1, tokens: all.map(([, ids]) => ids[0] as number) }];
  const { told, memory } = await model.session.extend(before, rest, firsts);
  try {
    const { logprobs, best } = told[0] as Told;
    for (const [i, [key, ids]] of all.entries()) {
      const first = { logprobs: [logprobs[i] as number], best };
      const after = ids.length > 1 ? await readRest(model, memory, ids) : [];
      reads.set(key, readOf(ids, [first, ...after]));
    }
  } finally {
    memory.dispose();
  }
}

/** The tokens of a continuation after its first. */
async function readRest(model: Model, memory: Memory, ids: readonly number[]): Promise<readonly Told[]> {
  const asked = ids.slice(1).map((id, position) => ({ row: 0, position, tokens: [id] }));
  const extended = await model.session.extend(memory, ids.slice(0, -1), asked);
  extended.memory.dispose();
  return extended.told;
}

/** Continuations of one token each, all read at one place. */
function readEach(singles: readonly (readonly [string, readonly number[]])[], told: Told, reads: Work['reads']): void {
  singles.forEach(([key, ids], i) => {
    reads.set(key, readOf(ids, [{ logprobs: [told.logprobs[i] as number], best: told.best }]));
  });
}

/** `told[i]` is about the place of token i, and that token alone. */
function readOf(ids: readonly number[], told: readonly Told[]): Read {
  return {
    logprobs: ids.map((_, i) => Math.min(0, told[i]?.logprobs[0] ?? NaN)),
    greedy: ids.every((id, i) => told[i]?.best === id),
  };
}
