import { inventedWords, words } from './words.ts';

const special = { '[PAD]': 0, '[UNK]': 100, '[CLS]': 101, '[SEP]': 102, '[MASK]': 103 } as const;
const letters = Array.from('abcdefghijklmnopqrstuvwxyz0123456789');

/** BERT's order: unused places among the special tokens, characters, then words and their pieces. */
function vocabularyOf(size: number): Record<string, number> {
  const named = new Map<number, string>(Object.entries(special).map(([token, id]) => [id, token]));
  const tokens = new Set(Array.from({ length: 104 }, (_, id) => named.get(id) ?? `[unused${id}]`));
  for (let code = 33; code < 127; code++) tokens.add(String.fromCharCode(code).toLowerCase());
  for (const letter of letters) tokens.add(`##${letter}`);
  // A long word is often its beginning and a known end.
  for (const end of ['ing', 'ed', 's', 'ly', 'er', 'est', 'ion', 'ment', 'ness', 'able', 'ful']) tokens.add(`##${end}`);
  for (const word of words()) if (word.length < 10 && tokens.size < size) tokens.add(word.toLowerCase());
  for (const word of inventedWords()) {
    if (tokens.size >= size) break;
    tokens.add(word);
  }
  return Object.fromEntries([...tokens].map((token, id) => [token, id]));
}

/** A tokenizer.json like BERT's: WordPiece on lower-cased words, `[CLS]` and `[SEP]` around a text. */
export function wordPieceTokenizer(size: number): object {
  const token = (text: keyof typeof special) => ({ SpecialToken: { id: text, type_id: 0 } });
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: Object.entries(special).map(([content, id]) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [token('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, token('[SEP]')],
      pair: [
        token('[CLS]'),
        { Sequence: { id: 'A', type_id: 0 } },
        token('[SEP]'),
        { Sequence: { id: 'B', type_id: 1 } },
      ],
      special_tokens: Object.fromEntries(
        (['[CLS]', '[SEP]'] as const).map((text) => [text, { id: text, ids: [special[text]], tokens: [text] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: vocabularyOf(size),
    },
  };
}
