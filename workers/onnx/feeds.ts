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

/**
 * Feeds a graph with rows of tokens, padded on the right; `besides` goes along with every run. The arrays are the same from
 * run to run: ONNX Runtime copies them as a run begins, so they are to be written in its turn (see `Run`).
 */
export function feederFor(
  ort: Ort,
  graph: Graph,
  config: Config,
  besides: Readonly<Record<string, Tensor>> = {},
): Feeder {
  const ports = new Map(graph.inputs.map((input) => [input.name, input]));
  const takes = (name: string) => ports.has(name);
  const vocabulary = config.vocabSize ?? Infinity;

  const sheets = new Map<string, Sheet>();

  /** `known`, or a blank one where that has no room for `size` numbers. */
  function roomIn(known: Sheet | undefined, name: string, size: number): Sheet {
    if (known && known.numbers.length >= size) return known;
    const room = 2 * size;
    return blankSheet(ports.get(name)?.type === 'int32' ? new Int32Array(room) : new BigInt64Array(room));
  }

  /** The array of an input that is written anew for each run. */
  function sheetOf(name: string, size: number): Sheet {
    const sheet = roomIn(sheets.get(name), name, size);
    sheets.set(name, sheet);
    return sheet;
  }

  function part({ numbers }: Sheet, from: number, to: number, dims: readonly number[]): Tensor {
    const given = numbers.subarray(from, to);
    return given instanceof Int32Array ? new ort.Tensor('int32', given, dims) : new ort.Tensor('int64', given, dims);
  }

  /** Whole numbers from 0 to below 2^31: row by row, each filled up with 0 to `width`. */
  function written(name: string, rows: readonly (readonly number[])[], width: number, dims: readonly number[]): Tensor {
    const size = rows.length * width;
    const sheet = sheetOf(name, size);
    const { low, step } = sheet;
    let at = 0;
    for (const row of rows) {
      for (let place = 0; place < row.length; place++, at += step) low[at] = row[place] as number;
      for (let place = row.length; place < width; place++, at += step) low[at] = 0;
    }
    return part(sheet, 0, size, dims);
  }

  /** Numbers that are the same in every run: written once, as many as the longest run took, and fed as a part of that. */
  function standing(name: string, valueAt: (place: number) => number) {
    let sheet = roomIn(undefined, name, 0);
    return (from: number, to: number, dims: readonly number[]): Tensor => {
      const before = sheet;
      sheet = roomIn(before, name, to);
      const { numbers, low, step } = sheet;
      if (sheet !== before) for (let place = 0; place < numbers.length; place++) low[place * step] = valueAt(place);
      return part(sheet, from, to, dims);
    };
  }
  const ones = standing('attention_mask', () => 1);
  const places = standing('position_ids', (place) => place);

  const integers = (name: string, values: readonly number[], dims: readonly number[]): Tensor =>
    written(name, [values], values.length, dims);

  /** Token ids, padded with 0. A graphics card would read beyond its table without a word. */
  function tokens(rows: readonly (readonly number[])[], width: number): Tensor {
    for (const row of rows)
      for (let place = 0; place < row.length; place++) {
        const id = row[place] as number;
        if (!(Number.isInteger(id) && id >= 0 && id < vocabulary))
          throw new RangeError(`Run graph: token ${id}, wanted one of ${vocabulary}`);
      }
    return written('input_ids', rows, width, [rows.length, width]);
  }

  function feeds(rows: readonly (readonly number[])[], memory: Memory | null, keep: number): Record<string, Tensor> {
    const [batch, past] = [rows.length, memory?.length ?? 0];
    const width = Math.max(...rows.map((row) => row.length));
    const length = past + width;
    const given: Record<string, Tensor> = { ...besides, input_ids: tokens(rows, width) };
    if (takes('attention_mask')) {
      const dims = [batch, length];
      // A causal row never looks at what is right of it, so that a mask would only bring in slower and riskier kernels.
      const masks = () => rows.map((row) => new Array<number>(row.length).fill(1));
      given['attention_mask'] =
        graph.logits === null ? written('attention_mask', masks(), width, dims) : ones(0, batch * length, dims);
    }
    if (takes('position_ids')) {
      const dims = [batch, width];
      const onward = () => Array.from({ length: width }, (_, place) => past + place);
      given['position_ids'] =
        batch === 1
          ? places(past, length, dims)
          : written('position_ids', new Array<number[]>(batch).fill(onward()), width, dims);
    }
    if (takes('token_type_ids'))
      given['token_type_ids'] = part(sheetOf('token_type_ids', batch * width), 0, batch * width, [batch, width]);
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

/** An array of whole numbers as it is written: number `i` is at `low[i × step]`. */
interface Sheet {
  readonly numbers: Int32Array | BigInt64Array;
  readonly low: Int32Array;
  readonly step: number;
}

/** Machines with WebAssembly have a long number's lower half first; the upper one stays 0. */
function blankSheet(numbers: Int32Array | BigInt64Array): Sheet {
  return numbers instanceof Int32Array
    ? { numbers, low: numbers, step: 1 }
    : { numbers, low: new Int32Array(numbers.buffer), step: 2 };
}
