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
  const idsOf = (piece: string): readonly number[] => {
    const found = known.get(piece);
    if (found) return found;
    if (known.size >= most) known.clear();
    const made = encode(piece);
    known.set(piece, made);
    return made;
  };
  // Questions of a suite begin alike: what a text has in common with the one before is not cut up again.
  const last: Cut = { text: '', ids: [], cuts: [] };
  const quick = (text: string): number[] => {
    if (text.length < least) return piecesOf(text).flatMap(idsOf);
    const { ids, cuts } = last;
    const alike = sharedCut(last, text);
    last.text = text;
    ids.length = alike.tokens;
    cuts.length = alike.pieces;
    let start = alike.length;
    for (const piece of piecesOf(start === 0 ? text : text.slice(start))) {
      for (const id of idsOf(piece)) ids.push(id);
      start += piece.length;
      cuts.push({ end: start, tokens: ids.length });
    }
    // Callers may keep and change what they get.
    return ids.slice();
  };
  const same = (text: string) => {
    const [whole, pieces] = [encode(text), quick(text)];
    return whole.length === pieces.length && whole.every((id, i) => id === pieces[i]);
  };
  return probes.every(same) ? quick : encode;
}

/** Shorter texts are not worth remembering. */
const least = 64;

/** The text that was cut last: its tokens, and after each piece where it ended and how many tokens there were. */
interface Cut {
  text: string;
  readonly ids: number[];
  readonly cuts: { readonly end: number; readonly tokens: number }[];
}

/** How much of an earlier cutting holds for a text: whole pieces of the beginning that both have, up to where a piece begins in both. */
function sharedCut({ text: before, cuts }: Cut, text: string): { length: number; pieces: number; tokens: number } {
  const short = Math.min(before.length, text.length);
  let same = 0;
  while (same < short && before.charCodeAt(same) === text.charCodeAt(same)) same += 1;
  // A piece ends where a blank stands between two letters: the letter after it must be the same too.
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cuts[middle]?.end ?? 0) + 1 < same) low = middle + 1;
    else high = middle;
  }
  const at = cuts[low - 1];
  return at ? { length: at.end, pieces: low, tokens: at.tokens } : { length: 0, pieces: 0, tokens: 0 };
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
