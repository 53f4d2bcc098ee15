import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import type { Token } from '../../src/domain/verbs.ts';
import { inPieces } from './pieces.ts';

/** Text to token ids and back, as the model was trained. */
export interface Tokenizer {
  /** Ids of the text itself. Special tokens written out in it are taken as such. */
  encode(text: string): readonly number[];
  /**
   * The same, where a text begins: what it opens with is taken as the opening, and the rest as the first of the text.
   * Tokenizers that mark the first word of a text only (Metaspace, `first`) would not mark one that follows a token.
   */
  encodeOpened(text: string): readonly number[];
  /** As an encoder reads it: with the special tokens around it. */
  encodeWhole(text: string): readonly number[];
  /** What the tokenizer itself puts before a text, e.g. the id of `<s>`; often nothing. */
  readonly opening: readonly number[];
  /** The opening as text. */
  readonly openingText: string;
  /** Stands where a prompt is empty; null where the tokenizer names no such token. */
  readonly blank: number | null;
  /** Ends a text by the tokenizer's own word (`eos_token`): one, or none where it names none. */
  readonly ends: readonly number[];
  /** Where the last special token of a text begins; -1 where there is none. What stands before it is encoded by itself. */
  lastSpecial(text: string): number;
  /** What these tokens add to a text that goes before: the blank of a first word stays. */
  decode(ids: readonly number[]): string;
  /** The id of the special token that a text begins with; null where it begins with none. */
  leading(text: string): number | null;
  token(id: number): Token;
  /** Special tokens by the name that templates call them, e.g. `bos_token`. */
  readonly names: Readonly<Record<string, string>>;
}

type Json = Readonly<Record<string, unknown>>;

/** From tokenizer.json and tokenizer_config.json; throws where they are none. */
export function readTokenizer(tokenizer: Json, config: Json, specialTokens: Json): Tokenizer {
  const inner = new HuggingFaceTokenizer(tokenizer, config);
  const names = specialNames({ ...specialTokens, ...config });

  const encode = inPieces((text) => {
    // An unknown character without an unknown token has no id at all.
    const ids: (number | undefined)[] = inner.encode(text, { add_special_tokens: false }).ids;
    return ids.filter((id) => id !== undefined);
  }, tokenizer);
  function decodeAll(ids: readonly number[]): string {
    // A model may have more scores than its tokenizer has tokens.
    const known = ids.filter((id) => inner.id_to_token(id) !== undefined);
    if (known.length === 0) return '';
    return inner.decode(known, { skip_special_tokens: false, clean_up_tokenization_spaces: false });
  }
  const probe = ['a', 'A', '0', '.'].find((text) => encode(text).length > 0) ?? '';
  const bare = encode(probe);
  // Decoders drop the blank before the first word of all; behind another token it shows.
  const before = bare.slice(-1);
  const beforeText = decodeAll(before);
  const decode = (ids: readonly number[]) => decodeAll([...before, ...ids]).slice(beforeText.length);

  const shown = new Map<number, Token>();
  const token = (id: number): Token => {
    const known = shown.get(id) ?? { id, text: decode([id]) };
    shown.set(id, known);
    return known;
  };

  const special = [...inner.get_added_tokens_decoder().values()].filter((token) => token.special && !token.normalized);

  const dressed = inner.encode(probe).ids;
  const start = dressed.findIndex((_, at) => bare.every((id, i) => dressed[at + i] === id));
  const opening = bare.length === 0 ? [] : dressed.slice(0, Math.max(0, start));
  const openingText = decodeAll(opening);
  const idOf = (name: string | undefined) => (name === undefined ? null : (inner.token_to_id(name) ?? null));
  const end = idOf(names['eos_token']);
  return {
    encode,
    encodeOpened: (text) =>
      text.startsWith(openingText) ? [...opening, ...encode(text.slice(openingText.length))] : encode(text),
    encodeWhole: (text) => inner.encode(text).ids,
    opening,
    openingText,
    blank: idOf(names['bos_token'] ?? names['eos_token']),
    ends: end === null ? [] : [end],
    lastSpecial: (text) => Math.max(-1, ...special.map(({ content }) => text.lastIndexOf(content))),
    decode,
    leading: (text) => special.find(({ content }) => text.startsWith(content))?.id ?? null,
    token,
    names,
  };
}

/** A special token is given as its text or as an object with it. */
function specialNames(config: Json): Record<string, string> {
  const entries = Object.entries(config).flatMap(([name, value]) => {
    if (!/^[a-z]+_token$/.test(name)) return [];
    const text = typeof value === 'object' && value !== null ? (value as Json)['content'] : value;
    return typeof text === 'string' ? [[name, text] as const] : [];
  });
  return Object.fromEntries(entries);
}
