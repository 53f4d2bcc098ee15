type Json = Readonly<Record<string, unknown>>;
type Encode = (text: string) => readonly number[];

/** Words that are remembered; beyond, all are forgotten. */
const most = 100_000;
/** Texts that must come out the same word by word. */
const probes = [
  'The quick brown fox jumps over the lazy dog.',
  "It's 10 o'clock, isn't it? I'd say so: they’re late\nThe next line  has two blanks and  a tab\there\n\n - done",
  'A b C d\r\nSay "yes or no" (a or b) of naïve Zoë and 漢字 or so 🙂 at the end of it all ',
];
/** Normalizers that look at no more than a character and the marks on it. */
const local = ['NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase', 'StripAccents', 'BertNormalizer', 'Nmt', 'Precompiled'];

/**
 * The same encoder, quicker: it cuts where a letter, a blank and a letter meet (of `a-z`), and remembers every piece. That
 * is exact where no token reaches across such a place, as in nearly all vocabularies: then neither merges nor the best path
 * through the pieces do. Where that cannot be seen from tokenizer.json, or a probe comes out otherwise, it is `encode` itself.
 */
export function inPieces(encode: Encode, tokenizer: Json): Encode {
  if (!seemsLocal(tokenizer)) return encode;
  const known = new Map<string, readonly number[]>();
  const quick = (text: string): number[] => {
    const ids: number[] = [];
    for (const piece of piecesOf(text)) {
      let found = known.get(piece);
      if (!found) {
        if (known.size >= most) known.clear();
        known.set(piece, (found = encode(piece)));
      }
      for (const id of found) ids.push(id);
    }
    return ids;
  };
  const same = (text: string) => {
    const [whole, pieces] = [encode(text), quick(text)];
    return whole.length === pieces.length && whole.every((id, i) => id === pieces[i]);
  };
  return probes.every(same) ? quick : encode;
}

const isLetter = (code: number) => (code > 64 && code < 91) || (code > 96 && code < 123);

/** Cuts before each blank that stands between two letters. */
export function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  for (let at = text.indexOf(' ', 1); at > 0; at = text.indexOf(' ', at + 1)) {
    if (!isLetter(text.charCodeAt(at - 1)) || !isLetter(text.charCodeAt(at + 1))) continue;
    pieces.push(text.slice(start, at));
    start = at;
  }
  pieces.push(text.slice(start));
  return pieces;
}

/** No token holds a letter with a blank after it, and nothing is done to a text that looks beyond its words. */
function seemsLocal({ model, normalizer, added_tokens: added }: Json): boolean {
  const across = /[A-Za-z][Ġ▁ ]/;
  const tokens = tokensOf((model as Json | undefined)?.['vocab']);
  if (tokens === null || tokens.some((token) => across.test(token))) return false;
  const special = Array.isArray(added) ? (added as Json[]) : [];
  const reaches = ({ content, lstrip, rstrip }: Json) =>
    lstrip === true || rstrip === true || across.test(String(content));
  return !special.some(reaches) && isLocal(normalizer);
}

/** A vocabulary by token, or as a list of tokens with their scores (Unigram). */
function tokensOf(vocabulary: unknown): string[] | null {
  if (Array.isArray(vocabulary)) return vocabulary.map((entry) => String((entry as unknown[])[0]));
  return typeof vocabulary === 'object' && vocabulary !== null ? Object.keys(vocabulary) : null;
}

function isLocal(normalizer: unknown): boolean {
  if (normalizer === null || normalizer === undefined) return true;
  const { type, normalizers, pattern } = normalizer as Json;
  if (type === 'Sequence') return Array.isArray(normalizers) && normalizers.every(isLocal);
  if (type === 'Replace') return String((pattern as Json | undefined)?.['String'] ?? '').length === 1;
  return local.includes(String(type));
}
