import { readFileSync, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { halfFloat } from '../../../workers/onnx/floats.ts';
import { nodeMachine } from '../fixtures/node-machine.ts';

/** A graph's answer: numbers by output. */
export type Answers = Readonly<Record<string, { readonly dims: readonly number[]; readonly data: Float32Array }>>;

/** A tensor to feed. */
export type Fed =
  | { readonly int64: readonly number[]; readonly dims: readonly number[] }
  | { readonly float32: readonly number[]; readonly dims: readonly number[] };

/** A graph that is open. */
export interface Opened {
  /** Feeds rows of equal length with empty caches, and whatever else is given. */
  run(
    rows: readonly (readonly number[])[],
    fetch: readonly string[],
    besides?: Readonly<Record<string, Fed>>,
  ): Promise<Answers>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  end(): Promise<void>;
}

/** Opens a graph in Node, on wasm. */
export async function open(
  graph: Uint8Array,
  externalData: readonly { path: string; data: Blob }[] = [],
): Promise<Opened> {
  const ort = await nodeMachine().ort();
  const session = await ort.InferenceSession.create(graph, { executionProviders: ['wasm'], externalData });
  const zeros = (metadata: InferenceSession.ValueMetadata, batch: number): Tensor => {
    if (!metadata.isTensor) throw new TypeError(`Feed ${metadata.name}: no tensor`);
    const dims = metadata.shape.map((size, axis) => (axis === 0 ? batch : typeof size === 'number' ? size : 0));
    return new ort.Tensor('float32', new Float32Array(dims.reduce((a, b) => a * b, 1)), dims);
  };
  return {
    inputs: session.inputNames,
    outputs: session.outputNames,
    async run(rows, fetch, besides = {}) {
      const [batch, length] = [rows.length, rows[0]?.length ?? 0];
      const integers = (values: readonly number[], dims: readonly number[]) =>
        new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
      const known: Record<string, () => Tensor> = {
        input_ids: () => integers(rows.flat(), [batch, length]),
        attention_mask: () => integers(new Array<number>(batch * length).fill(1), [batch, length]),
        position_ids: () =>
          integers(
            rows.flatMap((row) => [...row.keys()]),
            [batch, length],
          ),
        token_type_ids: () => integers(new Array<number>(batch * length).fill(0), [batch, length]),
        num_logits_to_keep: () => integers([0], []),
      };
      const feeds = Object.fromEntries(
        session.inputMetadata.map((metadata) => {
          const fed = besides[metadata.name];
          if (fed && 'int64' in fed) return [metadata.name, integers(fed.int64, fed.dims)];
          if (fed) return [metadata.name, new ort.Tensor('float32', Float32Array.from(fed.float32), fed.dims)];
          return [metadata.name, known[metadata.name]?.() ?? zeros(metadata, batch)];
        }),
      );
      const results = await session.run(feeds, [...fetch]);
      return Object.fromEntries(
        Object.entries(results).map(([name, { data, dims }]) => [
          name,
          {
            dims,
            data:
              data instanceof Uint16Array
                ? Float32Array.from(data, halfFloat)
                : Float32Array.from(data as ArrayLike<number>),
          },
        ]),
      );
    },
    end: () => session.release(),
  };
}

/** The largest difference; infinite where lengths differ or something is no number. */
export function gap(one: ArrayLike<number> | undefined, other: ArrayLike<number> | undefined): number {
  if (!one || !other || one.length !== other.length || one.length === 0) return Infinity;
  const gaps = Array.from(one, (value, i) => Math.abs(value - (other[i] as number)));
  return gaps.every((value) => Number.isFinite(value)) ? Math.max(...gaps) : Infinity;
}

/** log softmax of one row in float64. */
export function logSoftmax(scores: Float32Array): Float64Array {
  const top = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const sum = scores.reduce((total, score) => total + Math.exp(score - top), 0);
  return Float64Array.from(scores, (score) => score - top - Math.log(sum));
}

/** Rows of token ids that a seed decides. */
export function rowsOf(batch: number, length: number, vocabulary: number): number[][] {
  return Array.from({ length: batch }, (_, row) =>
    Array.from({ length }, (_, at) => (row * 7919 + at * at * 31 + at * 17 + 5) % vocabulary),
  );
}

const candidPath = resolve(import.meta.dirname, '../../../models/reference/candid/onnx/model.onnx');

/** The reference model's graph; null where it is not there. */
export const candid: Uint8Array | null = existsSync(candidPath) ? new Uint8Array(readFileSync(candidPath)) : null;
