import type { Tensor } from 'onnxruntime-web';
import type { Config } from './config.ts';
import { emptyShape, type Graph, type Port } from './graph.ts';
import type { Ort } from './machine.ts';
import type { Memory } from './session.ts';

/** What a graph is fed with. */
export interface Feeder {
  integers(name: string, values: readonly number[], dims: readonly number[]): Tensor;
  /** Everything but what a score head wants. `keep`: how many positions at the end get scores, where that can be said. */
  feeds(rows: readonly (readonly number[])[], memory: Memory | null, keep: number): Record<string, Tensor>;
}

/** Feeds a graph with rows of tokens, padded on the right; `besides` goes along with every run. */
export function feederFor(
  ort: Ort,
  graph: Graph,
  config: Config,
  besides: Readonly<Record<string, Tensor>> = {},
): Feeder {
  const ports = new Map(graph.inputs.map((input) => [input.name, input]));
  const takes = (name: string) => ports.has(name);
  const vocabulary = config.vocabSize ?? Infinity;

  /** Fills a tensor of whole numbers, each below 2^31 and none below 0. */
  function whole(name: string, dims: readonly number[], fill: (numbers: Int32Array, step: number) => void): Tensor {
    const size = dims.reduce((product, length) => product * length, 1);
    if (ports.get(name)?.type === 'int32') {
      const numbers = new Int32Array(size);
      fill(numbers, 1);
      return new ort.Tensor('int32', numbers, dims);
    }
    // Every machine with WebAssembly has the lower half of a long number first.
    const numbers = new BigInt64Array(size);
    fill(new Int32Array(numbers.buffer), 2);
    return new ort.Tensor('int64', numbers, dims);
  }

  function integers(name: string, values: readonly number[], dims: readonly number[]): Tensor {
    return whole(name, dims, (numbers, step) => values.forEach((value, at) => (numbers[at * step] = value)));
  }

  /** Token ids, padded with 0. A graphics card would read beyond its table without a word. */
  function tokens(rows: readonly (readonly number[])[], width: number): Tensor {
    return whole('input_ids', [rows.length, width], (numbers, step) => {
      for (const [at, row] of rows.entries())
        for (const [place, id] of row.entries()) {
          if (!(Number.isInteger(id) && id >= 0 && id < vocabulary))
            throw new RangeError(`Run graph: token ${id}, wanted one of ${vocabulary}`);
          numbers[(at * width + place) * step] = id;
        }
    });
  }

  function feeds(rows: readonly (readonly number[])[], memory: Memory | null, keep: number): Record<string, Tensor> {
    const [batch, past] = [rows.length, memory?.length ?? 0];
    const width = Math.max(...rows.map((row) => row.length));
    const given: Record<string, Tensor> = { ...besides, input_ids: tokens(rows, width) };
    if (takes('attention_mask')) {
      given['attention_mask'] = whole('attention_mask', [batch, past + width], (numbers, step) => {
        // A causal row never looks at what is right of it, so that a mask would only bring in slower and riskier kernels.
        const lengthOf = (at: number) => (graph.logits !== null ? past + width : (rows[at]?.length ?? 0));
        for (let at = 0; at < batch; at++)
          for (let place = 0; place < lengthOf(at); place++) numbers[(at * (past + width) + place) * step] = 1;
      });
    }
    if (takes('position_ids')) {
      given['position_ids'] = whole('position_ids', [batch, width], (numbers, step) => {
        for (let at = 0; at < batch * width; at++) numbers[at * step] = past + (at % width);
      });
    }
    if (takes('token_type_ids')) given['token_type_ids'] = whole('token_type_ids', [batch, width], () => undefined);
    if (takes('num_logits_to_keep')) given['num_logits_to_keep'] = integers('num_logits_to_keep', [keep], []);
    for (const port of graph.past) given[port.name] = memory?.tensors[port.name] ?? nothing(port, batch);
    return given;
  }

  /** What is remembered before the first token. */
  function nothing(port: Port, batch: number): Tensor {
    const shape = emptyShape(port, batch, config);
    const size = shape.reduce((product, length) => product * length, 1);
    return port.type === 'float16'
      ? new ort.Tensor('float16', new Uint16Array(size), shape)
      : new ort.Tensor('float32', new Float32Array(size), shape);
  }
  return { integers, feeds };
}
