import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { Feeder } from './feeds.ts';
import { floats } from './floats.ts';
import type { Graph } from './graph.ts';
import { normalize } from './log-softmax.ts';
import type { Memory } from './session.ts';
import type { ScoreHead } from './wire/score-head.ts';

/** A question about the token that comes after a position of a row. */
export interface Asked {
  readonly row: number;
  readonly position: number;
  /** Ids of the tokens whose log-probabilities are wanted. */
  readonly tokens: readonly number[];
}

/** Its answer. */
export interface Told {
  /** Nats, one for each token that was asked about. */
  readonly logprobs: readonly number[];
  /** The id of the likeliest token, the first of equals. */
  readonly best: number;
}

type Rows = readonly (readonly number[])[];
type Results = InferenceSession.OnnxValueMapType;

/** Reads scores off a graph: through its score head, or whole where there is none. */
export interface Scorer {
  /** After each row; `fetch` is brought along. */
  scores(
    rows: Rows,
    memory: Memory | null,
    fetch: readonly string[],
  ): Promise<{ scores: Float32Array[]; results: Results }>;
  weigh(
    rows: Rows,
    memory: Memory | null,
    asked: readonly Asked[],
    fetch: readonly string[],
  ): Promise<{ told: Told[]; results: Results }>;
  /** What must be fed where nothing is asked. */
  unasked(): Record<string, Tensor>;
}

/** Runs a graph when it is its turn: feeds are written and results read while nothing else runs. */
export type Run = <T>(
  feeds: () => InferenceSession.FeedsType,
  fetches: string[],
  read: (results: Results) => Promise<T>,
) => Promise<T>;

/** A scorer for a graph. */
export function scorerFor(run: Run, graph: Graph, feeder: Feeder, head: ScoreHead | null): Scorer {
  const keeps = graph.inputs.some(({ name }) => name === 'num_logits_to_keep');
  const logits = () => {
    if (graph.logits !== null) return graph.logits;
    throw new TypeError('Run graph: it gives no scores');
  };
  const widthOf = (rows: Rows) => Math.max(...rows.map((row) => row.length));

  /** Feeds for a score head: places counted through the positions that have scores, tokens as a rectangle. */
  function headFeeds(asked: readonly Asked[], first: number, given: number): Record<string, Tensor> {
    if (!head) return {};
    const most = Math.max(1, ...asked.map(({ tokens }) => tokens.length));
    const places = asked.map(({ row, position }) => row * given + position - first);
    const tokens = asked.flatMap((each) => Array.from({ length: most }, (_, i) => each.tokens[i] ?? 0));
    return {
      [head.positions]: feeder.integers(head.positions, places, [asked.length]),
      [head.tokens]: feeder.integers(head.tokens, tokens, [asked.length, most]),
    };
  }

  /** All scores that came back. */
  async function whole(results: Results) {
    const tensor = results[logits()] as Tensor;
    return { data: await floats(tensor), size: tensor.dims.at(-1) ?? 0, results };
  }

  async function scores(rows: Rows, memory: Memory | null, fetch: readonly string[]) {
    const width = widthOf(rows);
    const ends = rows.map((row, at): Asked => ({ row: at, position: row.length - 1, tokens: [] }));
    const first = keeps ? Math.min(...ends.map(({ position }) => position)) : 0;
    const feeds = () => ({
      ...feeder.feeds(rows, memory, width - first),
      ...headFeeds(ends, first, width - first),
    });
    const { data, size, results } = await run(feeds, [logits(), ...fetch], whole);
    const vectors = ends.map(({ row, position }) => {
      const at = head?.narrowed ? row : row * (width - first) + position - first;
      return data.subarray(at * size, (at + 1) * size);
    });
    return { scores: vectors, results };
  }

  async function weigh(rows: Rows, memory: Memory | null, asked: readonly Asked[], fetch: readonly string[]) {
    if (asked.length === 0 && fetch.length === 0) return { told: [], results: {} };
    if (asked.length === 0) {
      const feeds = () => ({ ...feeder.feeds(rows, memory, 1), ...unasked() });
      return run(feeds, [...fetch], (results) => Promise.resolve({ told: [], results }));
    }
    const width = widthOf(rows);
    const first = keeps ? Math.min(...asked.map(({ position }) => position)) : 0;
    const given = width - first;
    const feeds = () => ({ ...feeder.feeds(rows, memory, given), ...headFeeds(asked, first, given) });
    if (!head) {
      const { data, size, results } = await run(feeds, [logits(), ...fetch], whole);
      const told = asked.map(({ row, position, tokens }): Told => {
        const start = (row * given + position - first) * size;
        const all = data.subarray(start, start + size);
        const { logSum, best } = normalize(all);
        return { logprobs: tokens.map((token) => (all[token] ?? NaN) - logSum), best };
      });
      return { told, results };
    }
    const most = Math.max(...asked.map(({ tokens }) => tokens.length), 1);
    const { numbers, bests, results } = await run(feeds, [head.logprobs, head.best, ...fetch], async (found) => ({
      numbers: await floats(found[head.logprobs] as Tensor),
      bests: await floats(found[head.best] as Tensor),
      results: found,
    }));
    const told = asked.map(({ tokens }, i): Told => ({
      logprobs: Array.from(numbers.subarray(i * most, i * most + tokens.length)),
      best: bests[i] ?? NaN,
    }));
    return { told, results };
  }

  function unasked(): Record<string, Tensor> {
    return headFeeds([{ row: 0, position: 0, tokens: [0] }], 0, 1);
  }
  return { scores, weigh, unasked };
}
