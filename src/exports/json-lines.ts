import { readJson, type JsonLimits } from '../domain/json-text.ts';
import { refused, type Parsed } from '../domain/parsed.ts';

/** One line of a JSON Lines file; `line` counts from 1. */
export interface JsonLine {
  readonly line: number;
  readonly value: Parsed<unknown>;
}

/**
 * Reads JSON Lines piece by piece: one line at a time is in memory. Empty lines are passed over; the first bad line is
 * given as refused, with its number, and ends the reading. `limits` holds for each line.
 */
export async function* readJsonLines(chunks: AsyncIterable<Uint8Array>, limits: JsonLimits): AsyncGenerator<JsonLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 0;
  let waiting = '';
  const read = async (text: string): Promise<JsonLine> => {
    const value = await readJson(text, limits);
    // Within one line the place is told by the column alone.
    const within = value.ok ? '' : value.place.replace(/^line \d+, /, '');
    return {
      line,
      value: value.ok ? value : refused([`line ${line}`, within].filter(Boolean).join(', '), value.message),
    };
  };
  const decoded = (chunk?: Uint8Array) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      return null;
    }
  };
  for await (const chunk of chunks) {
    const text = decoded(chunk);
    if (text === null) return yield { line: line + 1, value: refused(`line ${line + 1}`, 'is not UTF-8 text') };
    const texts = (waiting + text).split('\n');
    waiting = texts.pop() ?? '';
    if (waiting.length > limits.bytes)
      return yield { line: line + 1, value: refused(`line ${line + 1}`, 'is too long to be read') };
    for (const one of texts) {
      line += 1;
      if (one.trim() === '') continue;
      const found = await read(one);
      yield found;
      if (!found.value.ok) return;
    }
  }
  const rest = decoded();
  line += 1;
  if (rest === null) return yield { line, value: refused(`line ${line}`, 'is not UTF-8 text') };
  if ((waiting + rest).trim() !== '') yield await read(waiting + rest);
}
