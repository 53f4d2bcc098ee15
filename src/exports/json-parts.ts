import type { JsonLimits } from '../domain/json-text.ts';
import { inMiB } from '../domain/json-text.ts';
import { parsed, refused, type Parsed } from '../domain/parsed.ts';
import { JsonSplitter, type JsonPart } from './json-splitter.ts';
import { bytesOf } from './pieces.ts';

/** How much of a file is read, and of one value in it (UTF-16 units). */
export interface PartLimits extends JsonLimits {
  readonly value: number;
}

/** What is to be taken entry by entry, and who hears how many bytes are read. */
export interface PartTaking {
  readonly isListed: (key: string) => boolean;
  readonly on?: (bytes: number) => void;
}

/**
 * Reads a stranger's JSON object part by part, so that a file of any size fits in memory: members whole, and the lists that are
 * asked for some entries at a time. The first fault is given as refused, with line and column, and ends the reading. A byte
 * order mark is passed over.
 */
export async function* readJsonParts(
  file: Blob,
  limits: PartLimits,
  { isListed, on = () => undefined }: PartTaking,
): AsyncGenerator<Parsed<JsonPart>> {
  if (file.size > limits.bytes)
    return yield refused('', `The file is too large: ${inMiB(file.size)}, at most ${inMiB(limits.bytes)}.`);
  const splitter = new JsonSplitter({ bytes: limits.value, depth: limits.depth }, isListed);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decoded = (lump?: Uint8Array) => {
    try {
      return lump ? decoder.decode(lump, { stream: true }) : decoder.decode();
    } catch {
      return null;
    }
  };
  let bytes = 0;
  try {
    for await (const lump of bytesOf(file)) {
      const text = decoded(lump);
      if (text === null) return yield refused('', 'The file is not UTF-8 text.');
      splitter.push(text);
      yield* taken(splitter);
      if (splitter.refusal !== null) return yield splitter.refusal;
      bytes += lump.length;
      on(bytes);
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return yield refused('', `The file could not be read: ${error.message}.`);
  }
  const last = decoded();
  if (last === null) return yield refused('', 'The file is not UTF-8 text.');
  splitter.push(last);
  splitter.end();
  yield* taken(splitter);
  if (splitter.refusal !== null) yield splitter.refusal;
}

function* taken(splitter: JsonSplitter): Generator<Parsed<JsonPart>> {
  const { parts } = splitter;
  splitter.parts = [];
  for (const part of parts) yield parsed(part);
}

/** Whether the file itself cannot be had: changed or gone since it was chosen. */
function isUnreadable(error: unknown): error is DOMException {
  return error instanceof DOMException && (error.name === 'NotReadableError' || error.name === 'NotFoundError');
}
