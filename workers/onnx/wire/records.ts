import { fields, integerOf, integersOf, textOf, within, type Field, type Span } from './fields.ts';
import {
  dimFields,
  elementBits,
  elements,
  entryFields,
  nodeFields,
  shapeFields,
  tensorFields,
  tensorTypeFields,
  typeFields,
  valueFields,
} from './schema.ts';
import type { Window } from './window.ts';

/** One operation. An empty name stands for an input or output that is left out. */
export interface Node {
  readonly op: string;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Where each name stands in the file, as text without tag and length. */
  readonly inputSpans: readonly Span[];
  readonly outputSpans: readonly Span[];
  /** The whole field of GraphProto, tag and length included. */
  readonly span: Span;
}

/** Where a constant's bytes lie. */
export type Place =
  /** In this file, little-endian, one after another. */
  | ({ readonly kind: 'inline' } & Span)
  /** In a file of its own; `length` null: to its end. */
  | { readonly kind: 'external'; readonly location: string; readonly offset: number; readonly length: number | null }
  /** As single numbers, or nowhere. */
  | { readonly kind: 'listed' };

/** A constant, without its numbers. */
export interface Initializer {
  readonly name: string;
  /** TensorProto.DataType. */
  readonly type: number;
  readonly dims: readonly number[];
  readonly place: Place;
}

/** What is said of a tensor's type; `type` 0 and `dims` null where nothing is. */
export interface Value {
  readonly name: string;
  /** TensorProto.DataType. */
  readonly type: number;
  /** Names stand for sizes that vary; an empty one for a size that is not said. */
  readonly dims: readonly (number | string)[] | null;
}

/** Reads a NodeProto; attributes are skipped (attributes.ts reads them). */
export async function nodeOf(window: Window, whole: Field): Promise<Node> {
  const texts = { op: '', domain: '', name: '' };
  const inputs: string[] = [];
  const outputs: string[] = [];
  const inputSpans: Span[] = [];
  const outputSpans: Span[] = [];
  for await (const field of fields(window, within(whole))) {
    if (field.number === nodeFields.input) {
      inputs.push(await textOf(window, field));
      inputSpans.push(within(field));
    } else if (field.number === nodeFields.output) {
      outputs.push(await textOf(window, field));
      outputSpans.push(within(field));
    } else if (field.number === nodeFields.op) texts.op = await textOf(window, field);
    else if (field.number === nodeFields.name) texts.name = await textOf(window, field);
    else if (field.number === nodeFields.domain) texts.domain = await textOf(window, field);
  }
  const span = { start: whole.start, end: whole.end };
  return { ...texts, inputs, outputs, inputSpans, outputSpans, span };
}

/** Reads a TensorProto without its numbers; throws a RangeError where its size is not what its shape says. */
export async function initializerOf(window: Window, span: Span): Promise<Initializer> {
  let [name, type, external] = ['', 0, false];
  const dims: number[] = [];
  const entries = new Map<string, string>();
  const chunks: Field[] = [];
  for await (const field of fields(window, span)) {
    if (field.number === tensorFields.dims) dims.push(...(await integersOf(window, field)));
    else if (field.number === tensorFields.type) type = integerOf(field);
    else if (field.number === tensorFields.name) name = await textOf(window, field);
    else if (field.number === tensorFields.dataLocation) external = integerOf(field) === 1;
    else if (field.number === tensorFields.externalData) {
      const entry = await entryOf(window, within(field));
      entries.set(entry.key, entry.value);
    } else if (isPlain(field, type)) chunks.push(field);
  }
  const bytes = sizeOf(name, type, dims);
  const [chunk] = chunks;
  if (external) return { name, type, dims, place: externalPlace(name, bytes, entries) };
  if (!chunk || chunks.length > 1) return { name, type, dims, place: { kind: 'listed' } };
  const found = chunk.end - chunk.from;
  if (bytes !== null && bytes !== found) {
    throw new RangeError(`Read ONNX file: constant ${name} has ${found} bytes, its shape wants ${bytes}`);
  }
  return { name, type, dims, place: { kind: 'inline', ...within(chunk) } };
}

/** True for bytes that are the numbers themselves: packed floats are written just like raw data. */
function isPlain({ number, wire }: Field, type: number): boolean {
  if (wire !== 2) return false;
  if (number === tensorFields.floatData) return type === elements.float32;
  if (number === tensorFields.doubleData) return type === elements.float64;
  return number === tensorFields.rawData;
}

/** In bytes, as the shape says; null where the element has no fixed size. */
function sizeOf(name: string, type: number, dims: readonly number[]): number | null {
  const count = dims.reduce((product, size) => product * size, 1);
  if (dims.some((size) => size < 0) || count > Number.MAX_SAFE_INTEGER) {
    throw new RangeError(`Read ONNX file: constant ${name} has the impossible shape ${dims.join(' × ')}`);
  }
  const bits = elementBits[type];
  return bits === undefined ? null : Math.ceil((count * bits) / 8);
}

function externalPlace(name: string, bytes: number | null, entries: ReadonlyMap<string, string>): Place {
  const location = entries.get('location') ?? '';
  const number = (key: string) => {
    const text = entries.get(key);
    if (text === undefined) return null;
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
    throw new RangeError(
      `Read ONNX file: constant ${name} lies at ${key} ${text.slice(0, 40)}, wanted a number of bytes`,
    );
  };
  // ONNX Runtime reads locations that begin with "*/" as addresses in its own memory.
  if (location === '' || /^[/\\*]|^[a-z]+:|(^|[/\\])\.\.([/\\]|$)/i.test(location)) {
    throw new RangeError(`Read ONNX file: constant ${name} lies in "${location}", wanted a file beside this one`);
  }
  const length = number('length');
  if (bytes !== null && length !== null && bytes !== length) {
    throw new RangeError(`Read ONNX file: constant ${name} has ${length} bytes, its shape wants ${bytes}`);
  }
  return { kind: 'external', location, offset: number('offset') ?? 0, length: length ?? bytes };
}

async function entryOf(window: Window, span: Span): Promise<{ key: string; value: string }> {
  const entry = { key: '', value: '' };
  for await (const field of fields(window, span)) {
    if (field.number === entryFields.key) entry.key = await textOf(window, field);
    else if (field.number === entryFields.value) entry.value = await textOf(window, field);
  }
  return entry;
}

/** Reads a ValueInfoProto; what is no tensor has type 0. */
export async function valueOf(window: Window, span: Span): Promise<Value> {
  let [name, type] = ['', 0];
  let dims: (number | string)[] | null = null;
  for await (const field of fields(window, span)) {
    if (field.number === valueFields.name) name = await textOf(window, field);
    if (field.number !== valueFields.type) continue;
    for await (const kind of fields(window, within(field))) {
      if (kind.number !== typeFields.tensor) continue;
      for await (const part of fields(window, within(kind))) {
        if (part.number === tensorTypeFields.element) type = integerOf(part);
        if (part.number === tensorTypeFields.shape) dims = await dimsOf(window, within(part));
      }
    }
  }
  return { name, type, dims };
}

async function dimsOf(window: Window, span: Span): Promise<(number | string)[]> {
  const dims: (number | string)[] = [];
  for await (const field of fields(window, span)) {
    if (field.number !== shapeFields.dim) continue;
    let size: number | string = '';
    for await (const part of fields(window, within(field))) {
      if (part.number === dimFields.value) size = integerOf(part);
      else if (part.number === dimFields.name) size = await textOf(window, part);
    }
    dims.push(size);
  }
  return dims;
}
