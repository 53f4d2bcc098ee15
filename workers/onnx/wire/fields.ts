import type { Window } from './window.ts';

/** A stretch of the file, in bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One field of a message. */
export interface Field extends Span {
  readonly number: number;
  /** 0 varint, 1 eight bytes, 2 bytes or message, 5 four bytes. */
  readonly wire: 0 | 1 | 2 | 5;
  /** Where the content begins, behind tag and length. */
  readonly from: number;
  /** Of a varint, as a signed 64-bit integer (inexact beyond 2^53); 0 otherwise. */
  readonly value: number;
}

/** Longest text that a name may be, in bytes. */
const longestText = 2 ** 16;

/**
 * The fields of the message in a span, in order. Throws a RangeError where a field leaves the span or is none; every
 * length is bounded by the message around it, so that reading ends whatever the file says.
 */
export async function* fields(window: Window, { start, end }: Span): AsyncGenerator<Field> {
  if (end > window.size) throw cutShort(start, end, window.size);
  let at = start;
  while (at < end) {
    const began = at;
    const tag = await varint(window, at, end);
    const number = Math.floor(tag.value / 8);
    const wire = tag.value % 8;
    if (tag.value < 8 || number >= 2 ** 29) throw new RangeError(`Read ONNX file: no field begins at byte ${began}`);
    at = tag.end;
    if (wire === 0) {
      const { value, end: stop } = await varint(window, at, end);
      yield { number, wire, start: began, from: at, end: stop, value };
      at = stop;
      continue;
    }
    let length = wire === 1 ? 8 : 4;
    if (wire === 2) ({ value: length, end: at } = await varint(window, at, end));
    else if (wire !== 1 && wire !== 5) {
      throw new RangeError(`Read ONNX file: byte ${began} says wire type ${wire}, wanted 0, 1, 2 or 5`);
    }
    const stop = at + length;
    if (length < 0 || stop > end) throw cutShort(began, stop, end);
    yield { number, wire, start: began, from: at, end: stop, value: 0 };
    at = stop;
  }
}

/** A field's content as text. */
export async function textOf(window: Window, field: Field): Promise<string> {
  const length = lengthOf(field);
  if (length > longestText) throw new RangeError(`Read ONNX file: a name at byte ${field.from} has ${length} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await window.at(field.from, length));
  } catch {
    throw new RangeError(`Read ONNX file: the name at byte ${field.from} is no UTF-8 text`);
  }
}

/** A message's content as a span. */
export function within(field: Field): Span {
  lengthOf(field);
  return { start: field.from, end: field.end };
}

/** The whole numbers of a repeated field, packed or not. */
export async function integersOf(window: Window, field: Field): Promise<number[]> {
  if (field.wire === 0) return [field.value];
  const values: number[] = [];
  for (let at = within(field).start; at < field.end;) {
    const read = await varint(window, at, field.end);
    values.push(read.value);
    at = read.end;
  }
  return values;
}

/** A single whole number. */
export function integerOf(field: Field): number {
  if (field.wire === 0) return field.value;
  throw new RangeError(`Read ONNX file: byte ${field.start} says wire type ${field.wire}, wanted a whole number`);
}

function lengthOf(field: Field): number {
  if (field.wire === 2) return field.end - field.from;
  throw new RangeError(`Read ONNX file: byte ${field.start} says wire type ${field.wire}, wanted bytes`);
}

async function varint(window: Window, at: number, end: number): Promise<{ value: number; end: number }> {
  const found = window.at(at, Math.min(10, end - at));
  const given = found instanceof Uint8Array ? found : await found;
  let value = 0;
  for (let i = 0; i < given.length; i++) {
    const byte = given[i] as number;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value: i < 7 ? value : signed(given.subarray(0, i + 1)), end: at + i + 1 };
  }
  if (given.length === 10) throw new RangeError(`Read ONNX file: the number at byte ${at} does not end`);
  throw cutShort(at, at + given.length + 1, end);
}

function signed(given: Uint8Array): number {
  let value = 0n;
  given.forEach((byte, i) => (value |= BigInt(byte & 0x7f) << BigInt(7 * i)));
  return Number(BigInt.asIntN(64, value));
}

function cutShort(start: number, wanted: number, end: number): RangeError {
  return new RangeError(
    `Read ONNX file: what begins at byte ${start} goes on to byte ${wanted}, but ends at ${end}; it is cut short or broken`,
  );
}
