import type { Graph } from '../onnx/graph.ts';
import { normalize } from '../onnx/log-softmax.ts';
import type { Asked, Told } from '../onnx/scorer.ts';
import type { Memory, Session } from '../onnx/session.ts';
import { emptyTrunk } from '../onnx/trunk.ts';
import type { Tape } from './tape.ts';

/** WebLLM remembers one row and nothing else, so that a memory is only which tokens it stands for. */
const graph: Graph = {
  inputs: [],
  outputs: [],
  past: [{ name: 'past', type: 'float32', shape: [] }],
  presentOf: new Map(),
  logits: 'logits',
  hidden: null,
};

/**
 * A loaded WebLLM model as the session that weighing and writing are made on. Rows that are read whole begin anew each
 * time, so that their numbers depend on nothing that was asked before. Prompts are read in one go as far as nothing is
 * asked about their tokens, and token by token (teacher forcing) from there.
 */
export function mlcSession(tape: Tape, release: () => Promise<void>): Session {
  const rows = new WeakMap<Memory, readonly number[]>();
  const rowOf = (memory: Memory | null) => (memory === null ? [] : (rows.get(memory) ?? []));

  function remember(ids: readonly number[]): Memory {
    const memory: Memory = { length: ids.length, tensors: {}, dispose: () => undefined };
    rows.set(memory, ids);
    return memory;
  }
  async function toward(memory: Memory | null): Promise<void> {
    if (memory === null) await tape.anew();
    else await tape.to(rowOf(memory));
  }
  /** Reads a row on as far as something is asked of it, or to its end. */
  async function walk(row: readonly number[], asked: readonly Asked[], toEnd: boolean): Promise<Told[]> {
    const places = [...new Set(asked.map(({ position }) => position))].sort((a, b) => a - b);
    const scores = new Map<number, Float32Array>();
    let at = 0;
    for (const run of runsOf(places)) {
      const [first, last] = [run[0] as number, run.at(-1) as number];
      scores.set(first, await tape.on(row.slice(at, first + 1)));
      const rest = await tape.each(row.slice(first + 1, last + 1));
      rest.forEach((each, i) => scores.set(first + 1 + i, each));
      at = last + 1;
    }
    if (toEnd && at < row.length) await tape.on(row.slice(at));
    return asked.map(({ position, tokens }): Told => {
      const all = scores.get(position) as Float32Array;
      const { logSum, best } = normalize(all);
      return { logprobs: tokens.map((token) => (all[token] ?? NaN) - logSum), best };
    });
  }

  const session: Session = {
    device: 'webgpu',
    graph,
    narrowed: true,
    bytesPerToken: 0,
    trunk: emptyTrunk(),
    hidden: () => Promise.reject(new TypeError('Run with WebLLM: it gives no hidden layer')),
    async scores(all) {
      const found: Float32Array[] = [];
      for (const row of all) {
        await tape.anew();
        found.push(await tape.on(row));
      }
      return found;
    },
    async weigh(all, asked) {
      const told = new Map<Asked, Told>();
      for (const [at, row] of all.entries()) {
        const ours = asked.filter((one) => one.row === at);
        if (ours.length === 0) continue;
        await tape.anew();
        const answers = await walk(row, ours, false);
        ours.forEach((one, i) => told.set(one, answers[i] as Told));
      }
      return asked.map((one) => told.get(one) as Told);
    },
    async extend(memory, row, asked) {
      await toward(memory);
      return { told: await walk(row, asked, true), memory: remember([...rowOf(memory), ...row]) };
    },
    sharesPast: false,
    async after(memory, rows, asked) {
      if (memory === null) return session.weigh(rows, asked);
      await toward(memory);
      return walk(rows[0] ?? [], asked, false);
    },
    async next(memory, row) {
      await toward(memory);
      return { scores: await tape.on(row), memory: remember([...rowOf(memory), ...row]) };
    },
    through({ layer, steering }) {
      if (layer === undefined && steering === undefined) return session;
      throw new RangeError('Open layers: WebLLM gives none');
    },
    release,
  };
  return session;
}

/** Places that stand side by side, together. */
function runsOf(places: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const place of places) {
    const run = runs.at(-1);
    if (run && place === (run.at(-1) as number) + 1) run.push(place);
    else runs.push([place]);
  }
  return runs;
}
