import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { Config } from './config.ts';
import { floats } from './floats.ts';
import { emptyShape, graphOf, type Graph } from './graph.ts';
import type { Ort } from './machine.ts';

/** Vectors of a run: one for each row and position from `from` on. */
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

/** A graph on a device. Nothing here may run at the same time as anything else here. */
export interface Session {
  readonly device: 'wasm' | 'webgpu';
  readonly graph: Graph;
  /**
   * Runs rows side by side without any memory. Shorter rows are padded on the right, which causal attention does not see,
   * and encoders are told of. Positions before `from` may be left out of what comes back.
   */
  run(rows: readonly (readonly number[])[], output: 'logits' | 'hidden', from?: number): Promise<Slab>;
  /** Runs one row after what is remembered (null: nothing), and remembers it too. Positions count from the row's start. */
  extend(memory: Memory | null, row: readonly number[], from: number): Promise<{ logits: Slab; memory: Memory }>;
  release(): Promise<void>;
}

/** Weights as the library wants them. */
export interface Weights {
  readonly graph: Uint8Array;
  readonly external: readonly { readonly path: string; readonly data: Blob }[];
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
  const inner = await ort.InferenceSession.create(weights.graph, options);
  const graph = graphOf(inner, config);

  const takes = (name: string) => graph.inputs.find((input) => input.name === name);

  function integers(name: string, values: readonly number[], dims: readonly number[]): Tensor {
    return takes(name)?.type === 'int32'
      ? new ort.Tensor('int32', Int32Array.from(values), dims)
      : new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  }

  function feedsFor(rows: readonly (readonly number[])[], memory: Memory | null, keep: number): Record<string, Tensor> {
    const [batch, past] = [rows.length, memory?.length ?? 0];
    const width = Math.max(...rows.map((row) => row.length));
    const cells = rows.flatMap((row) =>
      Array.from({ length: width }, (_, at) => ({ id: row[at] ?? 0, at, real: at < row.length })),
    );
    // A causal row never looks at what is right of it, so that a mask would only bring in slower and riskier kernels.
    const mask =
      graph.logits !== null
        ? new Array<number>(batch * (past + width)).fill(1)
        : cells.map((cell) => Number(cell.real));
    const feeds: Record<string, Tensor> = {
      input_ids: integers(
        'input_ids',
        cells.map((cell) => cell.id),
        [batch, width],
      ),
    };
    if (takes('attention_mask')) feeds['attention_mask'] = integers('attention_mask', mask, [batch, past + width]);
    if (takes('position_ids')) {
      feeds['position_ids'] = integers(
        'position_ids',
        cells.map((cell) => past + cell.at),
        [batch, width],
      );
    }
    if (takes('token_type_ids')) {
      feeds['token_type_ids'] = integers('token_type_ids', new Array<number>(batch * width).fill(0), [batch, width]);
    }
    if (takes('num_logits_to_keep')) feeds['num_logits_to_keep'] = integers('num_logits_to_keep', [keep], []);
    for (const port of graph.past) {
      const shape = emptyShape(port, batch, config);
      const size = shape.reduce((product, length) => product * length, 1);
      feeds[port.name] =
        memory?.tensors[port.name] ??
        (port.type === 'float16'
          ? new ort.Tensor('float16', new Uint16Array(size), shape)
          : new ort.Tensor('float32', new Float32Array(size), shape));
    }
    return feeds;
  }

  async function slabOf(tensor: Tensor, width: number): Promise<Slab> {
    const data = await floats(tensor);
    const [, given = 0, size = 0] = tensor.dims;
    const first = width - given;
    return {
      data,
      width: size,
      at(row, position) {
        const start = (row * given + position - first) * size;
        return data.subarray(start, start + size);
      },
    };
  }

  function nameOf(output: 'logits' | 'hidden'): string {
    const name = graph[output];
    if (name === null) throw new TypeError(`Run graph: it has no output for ${output}`);
    return name;
  }

  return {
    device,
    graph,
    async run(rows, output, from = 0) {
      const width = Math.max(...rows.map((row) => row.length));
      const name = nameOf(output);
      const results = await inner.run(feedsFor(rows, null, output === 'hidden' ? 1 : width - from), [name]);
      return await slabOf(results[name] as Tensor, width);
    },
    async extend(memory, row, from) {
      const name = nameOf('logits');
      const presents = [...graph.presentOf.values()];
      const results = await inner.run(feedsFor([row], memory, row.length - from), [name, ...presents]);
      const tensors = Object.fromEntries(
        [...graph.presentOf].map(([past, present]) => [past, results[present] as Tensor]),
      );
      return {
        logits: await slabOf(results[name] as Tensor, row.length),
        memory: {
          length: (memory?.length ?? 0) + row.length,
          tensors,
          dispose: () => Object.values(tensors).forEach((tensor) => tensor.dispose()),
        },
      };
    },
    release: () => inner.release(),
  };
}
