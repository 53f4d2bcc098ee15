import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { Steering } from '../../src/domain/verbs.ts';
import type { Config } from './config.ts';
import { feederFor } from './feeds.ts';
import { floats } from './floats.ts';
import { emptyShape, graphOf, type Graph } from './graph.ts';
import type { Ort } from './machine.ts';
import { scorerFor, type Asked, type Run, type Told } from './scorer.ts';
import { emptyTrunk, type Trunk } from './trunk.ts';
import { turnsOf } from './turns.ts';
import type { Opened, Weights } from './weights.ts';

/** Hidden vectors of a run: one for each row and position. */
export interface Slab {
  /** [rows, positions, width] */
  readonly data: Float32Array;
  readonly width: number;
  /** The vector of a row at a position of that row. */
  at(row: number, position: number): Float32Array;
}

/** What a model remembers of one row. Let it go with `dispose`. */
export interface Memory {
  readonly length: number;
  readonly tensors: Readonly<Record<string, Tensor>>;
  dispose(): void;
}

/** Another way of running a graph that was opened for it. */
export interface View {
  /** `hidden` then gives the residual stream after this layer. */
  readonly layer?: number;
  readonly steering?: Steering;
}

/**
 * A graph on a device. Whatever runs waits until all else that runs in the same ONNX Runtime has ended. Rows run side by
 * side without any memory: shorter ones are padded on the right, which causal attention does not see, and encoders are
 * told of. A token that the vocabulary does not have is refused with a RangeError.
 */
export interface Session {
  readonly device: 'wasm' | 'webgpu';
  readonly graph: Graph;
  /** True where scores are computed only at places that are asked about. */
  readonly narrowed: boolean;
  /** What remembering one token takes. */
  readonly bytesPerToken: number;
  /** What stays remembered from call to call, until the session is released; null for another view of a graph. */
  readonly trunk: Trunk | null;
  /** The last hidden layer. */
  hidden(rows: readonly (readonly number[])[]): Promise<Slab>;
  /** Scores of every token to come after each row; shape of each: [vocabulary]. */
  scores(rows: readonly (readonly number[])[]): Promise<Float32Array[]>;
  /** What is asked about the tokens to come at places of the rows, in the order of asking. */
  weigh(rows: readonly (readonly number[])[], asked: readonly Asked[]): Promise<Told[]>;
  /** Runs one row after what is remembered (null: nothing), and remembers it too. */
  extend(
    memory: Memory | null,
    row: readonly number[],
    asked: readonly Asked[],
  ): Promise<{ told: Told[]; memory: Memory }>;
  /** True where several rows may be run after what is remembered of one. */
  readonly sharesPast: boolean;
  /** Rows after what is remembered, without remembering them; more than one only where `sharesPast`. */
  after(memory: Memory | null, rows: readonly (readonly number[])[], asked: readonly Asked[]): Promise<Told[]>;
  /** As `extend`, with the scores of every token to come. */
  next(memory: Memory | null, row: readonly number[]): Promise<{ scores: Float32Array; memory: Memory }>;
  /** The same graph in another way; it is let go with this one. Throws a RangeError where it was not opened for that. */
  through(view: View): Session;
  release(): Promise<void>;
}

/** Starts a graph on a device; throws where the library cannot. */
export async function openSession(
  ort: Ort,
  weights: Weights,
  device: 'wasm' | 'webgpu',
  config: Config,
): Promise<Session> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [device],
    externalData: weights.external.map(({ path, data }) => ({ path, data })),
    // What is remembered stays where it is used; what is read is fetched by itself.
    preferredOutputLocation: device === 'webgpu' ? 'gpu-buffer' : 'cpu',
    // Errors alone: ONNX Runtime writes its warnings to the console as if they were errors.
    logSeverityLevel: 3,
  };
  const inner = await turnsOf(ort)(() => ort.InferenceSession.create(weights.graph, options));
  return sessionOn({ ort, inner, weights, device, config }, graphOf(inner, config, weights), {}, emptyTrunk());
}

/** What stays the same from view to view. */
interface Started {
  readonly ort: Ort;
  readonly inner: InferenceSession;
  readonly weights: Weights;
  readonly device: 'wasm' | 'webgpu';
  readonly config: Config;
}

function sessionOn(started: Started, graph: Graph, view: View, trunk: Trunk | null): Session {
  const { ort, inner, weights, device, config } = started;
  const feeder = feederFor(ort, graph, config, steersOf(ort, weights.opened, view));
  const turns = turnsOf(ort);
  const run: Run = (feeds, fetches, read) => turns(async () => read(await inner.run(feeds(), fetches)));
  const { scores, weigh, unasked } = scorerFor(run, graph, feeder, weights.head);
  const presents = [...graph.presentOf.values()];

  function remembered(
    memory: Memory | null,
    row: readonly number[],
    results: InferenceSession.OnnxValueMapType,
  ): Memory {
    const tensors = Object.fromEntries(
      [...graph.presentOf].map(([past, present]) => [past, results[present] as Tensor]),
    );
    return {
      length: (memory?.length ?? 0) + row.length,
      tensors,
      dispose: () => Object.values(tensors).forEach((tensor) => tensor.dispose()),
    };
  }

  return {
    device,
    graph,
    narrowed: weights.head?.narrowed ?? false,
    bytesPerToken: graph.past.reduce((sum, port) => {
      const size = emptyShape(port, 1, config).reduce((product, length) => product * Math.max(1, length), 1);
      return sum + size * (port.type === 'float16' ? 2 : 4);
    }, 0),
    trunk,
    async hidden(rows) {
      if (graph.hidden === null) throw new TypeError('Run graph: it gives no hidden layer');
      const feeds = () => ({ ...feeder.feeds(rows, null, 1), ...unasked() });
      const { hidden } = graph;
      const { data, dims } = await run(feeds, [hidden], async (results) => {
        const tensor = results[hidden] as Tensor;
        return { data: await floats(tensor), dims: tensor.dims };
      });
      const [, positions = 0, width = 0] = dims;
      return {
        data,
        width,
        at: (row, position) =>
          data.subarray((row * positions + position) * width, (row * positions + position + 1) * width),
      };
    },
    scores: async (rows) => (await scores(rows, null, [])).scores,
    weigh: async (rows, asked) => (await weigh(rows, null, asked, [])).told,
    async extend(memory, row, asked) {
      const { told, results } = await weigh([row], memory, asked, presents);
      return { told, memory: remembered(memory, row, results) };
    },
    sharesPast: weights.sharesPast,
    after: async (memory, rows, asked) => (await weigh(rows, memory, asked, [])).told,
    async next(memory, row) {
      const {
        scores: [last],
        results,
      } = await scores([row], memory, presents);
      return { scores: last as Float32Array, memory: remembered(memory, row, results) };
    },
    through(other) {
      const { opened } = weights;
      const last = (opened?.layers.length ?? 0) - 1;
      for (const layer of [other.layer, other.steering?.layer]) {
        if (layer === undefined || opened?.layers[layer] !== undefined) continue;
        throw new RangeError(`Take layer ${layer}: the graph is open at layers 0 to ${last}`);
      }
      const hidden = other.layer === undefined ? graph.hidden : (opened?.layers[other.layer] ?? null);
      return sessionOn(started, { ...graph, hidden }, other, null);
    },
    async release() {
      trunk?.clear();
      await turns(() => inner.release());
    },
  };
}

/** Inputs that an opened graph needs on every run: nothing is added but at the layer that is steered. */
function steersOf(ort: Ort, opened: Opened | null, { steering }: View): Record<string, Tensor> {
  return Object.fromEntries(
    (opened?.steers ?? []).map((name, layer) => {
      const vector = steering?.layer === layer ? steering.vector : [0];
      return [name, new ort.Tensor('float32', Float32Array.from(vector), [vector.length])];
    }),
  );
}
