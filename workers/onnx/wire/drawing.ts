import type { Names } from './names.ts';
import { addConstant, addNode, type Attributes } from './patch.ts';
import type { Scan } from './scan.ts';
import { elements } from './schema.ts';

/** Nodes being added to a graph; each of them returns the name of its output. */
export interface Drawing {
  /** Fields of GraphProto so far. */
  readonly additions: Uint8Array[];
  /** `to`: the name of its output, a fresh one where it is left out. */
  node(op: string, inputs: readonly string[], attributes?: Attributes, to?: string): string;
  /** A node that works along one axis, which moved from an attribute to an input in operator set `since`. */
  along(op: string, since: number, input: string, axis: number, attributes?: Attributes, to?: string): string;
  /** A single float32 of no axes. */
  scalar(value: number): string;
  /** A list of int64. */
  integers(values: readonly number[]): string;
  /** A single int64 of no axes. */
  whole(value: number): string;
}

/** An empty drawing for a graph. */
export function drawingFor({ opsets }: Scan, names: Names): Drawing {
  const additions: Uint8Array[] = [];
  const opset = opsets.get('') ?? 0;
  function constant(type: number, dims: readonly number[], numbers: BigInt64Array | Float32Array): string {
    const name = names.fresh('constant');
    additions.push(addConstant(name, type, dims, new Uint8Array(numbers.buffer)));
    return name;
  }
  const integers = (values: readonly number[]) =>
    constant(elements.int64, [values.length], BigInt64Array.from(values, BigInt));
  function node(op: string, inputs: readonly string[], attributes: Attributes = {}, to = names.fresh(op)): string {
    additions.push(addNode(op, inputs, [to], attributes));
    return to;
  }
  return {
    additions,
    node,
    along: (op, since, input, axis, attributes = {}, to = names.fresh(op)) =>
      opset < since
        ? node(op, [input], { axes: [axis], ...attributes }, to)
        : node(op, [input, integers([axis])], attributes, to),
    scalar: (value) => constant(elements.float32, [], Float32Array.of(value)),
    integers,
    whole: (value) => constant(elements.int64, [], BigInt64Array.of(BigInt(value))),
  };
}
