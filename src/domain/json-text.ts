import { jsonFault } from './json-fault.ts';
import { parsed, placeOf, refused, type Parsed, type Refused } from './parsed.ts';

/** How much of a stranger's file is read before it is refused. */
export interface JsonLimits {
  /** Of UTF-8; of UTF-16 units for a string. */
  readonly bytes: number;
  /** Brackets within brackets. */
  readonly depth: number;
}

/** Keys that reach into every object of the language when a value is copied carelessly. */
export const dangerous: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads a stranger's JSON. Too large, too deep, not UTF-8, cut off or broken: refused with line and column, and nothing
 * is built before size and depth are known to be in bounds. A byte order mark is passed over.
 */
export async function readJson(source: string | Blob, limits: JsonLimits): Promise<Parsed<unknown>> {
  const size = typeof source === 'string' ? source.length : source.size;
  if (size > limits.bytes) return refused('', `The file is too large: ${inMiB(size)}, at most ${inMiB(limits.bytes)}.`);
  const text = typeof source === 'string' ? textOf(source, limits.depth) : await blobText(source, limits.depth);
  return text.ok ? valueOf(text.value) : text;
}

function textOf(source: string, depth: number): Parsed<string> {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  const deep = depthWatch(depth)(text);
  return deep === -1 ? parsed(text) : tooDeep(text, deep, depth);
}

/** Reads piece by piece, so that a hopeless file ends at its first pieces. */
async function blobText(source: Blob, depth: number): Promise<Parsed<string>> {
  const watch = depthWatch(depth);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reader = source.stream().getReader();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const piece = done ? decoder.decode() : decoder.decode(value, { stream: true });
      const deep = watch(piece);
      text += piece;
      if (deep !== -1) return tooDeep(text, deep, depth);
      if (done) return parsed(text);
    }
  } catch (error) {
    if (error instanceof TypeError) return refused('', 'The file is not UTF-8 text.');
    return refused('', `The file could not be read: ${error instanceof Error ? error.message : String(error)}.`);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function valueOf(text: string): Parsed<unknown> {
  const nul = text.indexOf('\0');
  if (nul !== -1) return refused(lineOf(text, nul), 'found a NUL character; this is no text file');
  if (text.trim() === '') return refused('', 'The file is empty.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const fault = jsonFault(text);
    return fault === null
      ? refused('', 'This browser could not read the file as JSON.')
      : refused(lineOf(text, fault.offset), `This is not JSON: ${fault.message}`);
  }
  const place = dangerousKey(value);
  return place === undefined ? parsed(value) : refused(placeOf(place), 'a key of this name is not accepted');
}

/** Counts brackets outside texts, over pieces; gives the offset from the very start at which they are too many, or -1. */
function depthWatch(limit: number): (piece: string) => number {
  let depth = 0;
  let inText = false;
  let escaped = false;
  let before = 0;
  return (piece) => {
    for (let at = 0; at < piece.length; at += 1) {
      const code = piece.charCodeAt(at);
      if (inText) {
        if (escaped) escaped = false;
        else if (code === 0x5c) escaped = true;
        else if (code === 0x22) inText = false;
      } else if (code === 0x22) inText = true;
      else if (code === 0x5b || code === 0x7b) {
        depth += 1;
        if (depth > limit) return before + at;
      } else if (code === 0x5d || code === 0x7d) depth -= 1;
    }
    before += piece.length;
    return -1;
  };
}

/** The way to the first dangerous key, or undefined. */
export function dangerousKey(value: unknown): readonly (string | number)[] | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const inner: unknown = value[index];
      if (inner === null || typeof inner !== 'object') continue;
      const place = dangerousKey(inner);
      if (place !== undefined) return [index, ...place];
    }
    return undefined;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (dangerous.has(key)) return [key];
    const place = dangerousKey(inner);
    if (place !== undefined) return [key, ...place];
  }
  return undefined;
}

function tooDeep(text: string, offset: number, depth: number): Refused {
  return refused(lineOf(text, offset), `brackets stand more than ${depth} deep inside each other`);
}

function lineOf(text: string, offset: number): string {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1 && end < offset; end = text.indexOf('\n', start)) {
    line += 1;
    start = end + 1;
  }
  return `line ${line}, column ${offset - start + 1}`;
}

/** Bytes for a sentence: `256 MiB`. */
export function inMiB(bytes: number): string {
  return `${(bytes / 2 ** 20).toLocaleString('en', { maximumFractionDigits: 1 })} MiB`;
}
