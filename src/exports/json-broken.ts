import { jsonFault } from '../domain/json-fault.ts';
import { refused, type Refused } from '../domain/parsed.ts';

/** Where a reader of an object stands between the values that it takes, with JSON that brings a reader of the grammar to the same place. */
const before = {
  start: '',
  'key or end': '{',
  key: '{"k":0,',
  colon: '{"k"',
  value: '{"k":',
  'entry or end': '{"k":[',
  entry: '{"k":[0,',
  'next entry': '{"k":[0',
  next: '{"k":0',
  end: '{"k":0}',
} as const;
export type JsonPlace = keyof typeof before;

/** A place in a text, both from 1. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** So much (UTF-16 units) is looked at behind a fault, that its sentence can say what is there. */
export const ahead = 256;

/** What breaks the grammar in a text that begins at a place and a spot of a whole, as `readJson` tells it of the whole. `isEnd`: no more text follows. */
export function brokenJson(
  { place, spot, text }: { readonly place: JsonPlace; readonly spot: Spot; readonly text: string },
  isEnd: boolean,
): Refused {
  const lead = before[place];
  const found = jsonFault(lead + text);
  const offset = (found?.offset ?? -1) - lead.length;
  // A fault at the end of what was looked at would be one of the looking.
  if (found === null || offset < 0 || (offset === text.length && !isEnd))
    return refused(spotWords(spot), 'This browser could not read the file as JSON.');
  return refused(spotWords(spotWithin(spot, text.slice(0, offset))), `This is not JSON: ${found.message}`);
}

/** The spot after a text that begins at a spot. */
export function spotWithin({ line, column }: Spot, text: string): Spot {
  const lines = text.split('\n');
  return lines.length === 1
    ? { line, column: column + text.length }
    : { line: line + lines.length - 1, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** A spot as a refusal names it. */
export function spotWords({ line, column }: Spot): string {
  return `line ${line}, column ${column}`;
}
