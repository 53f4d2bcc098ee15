import type { Token } from '../../src/domain/verbs.ts';

/** Ends an answer. */
export const end = '\u0004';

/** Every token there is: line break, printable ASCII, one for all other characters, and the end. */
export const alphabet: readonly string[] = [
  end,
  '\n',
  ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)),
  '\u{fffd}',
];

const ids = new Map(alphabet.map((character, id) => [character, id]));
const other = alphabet.length - 1;

/** One token for each character. */
export function tokensOf(text: string): Token[] {
  return Array.from(text, (character) => ({ id: ids.get(character) ?? other, text: character }));
}
