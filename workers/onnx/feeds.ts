import type { Tensor } from 'onnxruntime-web';
import type { Config } from './config.ts';
import { emptyShape, type Graph } from './graph.ts';
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
  const takes = (name: string) => graph.inputs.find((input) => input.name === name);

  function integers(name: string, values: readonly number[], dims: readonly number[]): Tensor {
    return takes(name)?.type === 'int32'
      ? new ort.Tensor('int32', Int32Array.from(values), dims)
      : new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  }

  function feeds(rows: readonly (readonly number[])[], memory: Memory | null, keep: number): Record<string, Tensor> {
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
    const given: Record<string, Tensor> = {
      ...besides,
      input_ids: integers(
        'input_ids',
        cells.map((cell) => cell.id),
        [batch, width],
      ),
    };
    if (takes('attention_mask')) given['attention_mask'] = integers('attention_mask', mask, [batch, past + width]);
    if (takes('position_ids')) {
      given['position_ids'] = integers(
        'position_ids',
        cells.map((cell) => past + cell.at),
        [batch, width],
      );
    }
    if (takes('token_type_ids')) {
      given['token_type_ids'] = integers('token_type_ids', new Array<number>(batch * width).fill(0), [batch, width]);
    }
    if (takes('num_logits_to_keep')) given['num_logits_to_keep'] = integers('num_logits_to_keep', [keep], []);
    for (const port of graph.past) {
      const shape = emptyShape(port, batch, config);
      const size = shape.reduce((product, length) => product * length, 1);
      given[port.name] =
        memory?.tensors[port.name] ??
        (port.type === 'float16'
          ? new ort.Tensor('float16', new Uint16Array(size), shape)
          : new ort.Tensor('float32', new Float32Array(size), shape));
    }
    return given;
  }
  return { integers, feeds };
}
