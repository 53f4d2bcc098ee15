import { bytes, integer, join, text, type Bytes } from './encode.ts';
import type { Node } from './records.ts';
import {
  attributeFields,
  attributeTypes,
  dimFields,
  graphFields,
  modelFields,
  nodeFields,
  reservedGraphField,
  shapeFields,
  tensorFields,
  tensorTypeFields,
  typeFields,
  valueFields,
} from './schema.ts';
import type { Source } from './window.ts';

/** A change to a graph that leaves all else in its file where it was. */
export interface Patch {
  /** Bytes to write over others, as many as there were. */
  readonly edits: readonly { readonly at: number; readonly bytes: Uint8Array }[];
  /** Whole fields of GraphProto to add. */
  readonly additions: readonly Uint8Array[];
}

/** Several changes as one. They must not edit the same place. */
export function together(...patches: readonly Patch[]): Patch {
  return {
    edits: patches.flatMap((patch) => patch.edits),
    additions: patches.flatMap((patch) => patch.additions),
  };
}

/**
 * The file with a change. Additions are appended as a second `graph` (field 7 of ModelProto): protocol buffers merge a
 * message that comes twice, so that nothing before has to move. A Blob is spliced without being read.
 */
export function patched<S extends Source>(source: S, patch: Patch): S;
export function patched(source: Source, { edits, additions }: Patch): Source {
  const tail = additions.length > 0 ? bytes(modelFields.graph, join(...additions)) : new Uint8Array(0);
  if (source instanceof Uint8Array) {
    const whole = join(source, tail);
    for (const edit of edits) whole.set(edit.bytes, edit.at);
    return whole;
  }
  const parts: (Blob | Bytes)[] = [];
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.at - b.at)) {
    parts.push(source.slice(at, edit.at), edit.bytes.slice());
    at = edit.at + edit.bytes.length;
  }
  return new Blob([...parts, source.slice(at), tail]);
}

/** Takes a node out: its field is given a number that every reader skips. Nothing has to move. */
export function dropNode({ span }: Node): Patch['edits'][number] {
  return { at: span.start, bytes: Uint8Array.of(reservedGraphField * 8 + 2) };
}

/** Whole numbers, one or a list. */
export type Attributes = Readonly<Record<string, number | readonly number[]>>;

/** An operation of ONNX's own set to add; it bears no name. */
export function addNode(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attributes = {},
): Bytes {
  return bytes(
    graphFields.node,
    join(
      ...inputs.map((name) => text(nodeFields.input, name)),
      ...outputs.map((name) => text(nodeFields.output, name)),
      text(nodeFields.op, op),
      ...Object.entries(attributes).map(([name, value]) => bytes(nodeFields.attribute, attribute(name, value))),
    ),
  );
}

/** A constant to add; `type` is a TensorProto.DataType, `raw` its numbers, little-endian. */
export function addConstant(name: string, type: number, dims: readonly number[], raw: Uint8Array): Bytes {
  return bytes(
    graphFields.initializer,
    join(
      ...dims.map((size) => integer(tensorFields.dims, size)),
      integer(tensorFields.type, type),
      text(tensorFields.name, name),
      bytes(tensorFields.rawData, raw),
    ),
  );
}

/** An input to add; `type` is a TensorProto.DataType, names in `dims` stand for sizes that vary. */
export function addInput(name: string, type: number, dims: readonly (number | string)[]): Bytes {
  return bytes(graphFields.input, value(name, type, dims));
}

/** An output to add. */
export function addOutput(name: string, type: number, dims: readonly (number | string)[]): Bytes {
  return bytes(graphFields.output, value(name, type, dims));
}

/** An output to add whose type and shape ONNX Runtime infers. */
export function addInferredOutput(name: string): Bytes {
  return bytes(graphFields.output, text(valueFields.name, name));
}

function value(name: string, type: number, dims: readonly (number | string)[]): Bytes {
  const sizes = dims.map((size) =>
    bytes(shapeFields.dim, typeof size === 'string' ? text(dimFields.name, size) : integer(dimFields.value, size)),
  );
  const tensor = join(integer(tensorTypeFields.element, type), bytes(tensorTypeFields.shape, join(...sizes)));
  return join(text(valueFields.name, name), bytes(valueFields.type, bytes(typeFields.tensor, tensor)));
}

function attribute(name: string, value: number | readonly number[]): Bytes {
  const content =
    typeof value === 'number'
      ? [integer(attributeFields.integer, value), integer(attributeFields.type, attributeTypes.integer)]
      : [
          ...value.map((each) => integer(attributeFields.integers, each)),
          integer(attributeFields.type, attributeTypes.integers),
        ];
  return join(text(attributeFields.name, name), ...content);
}
