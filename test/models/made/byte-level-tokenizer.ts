import { inventedWords, words } from './words.ts';

/** GPT-2's `bytes_to_unicode`: a printable character for each byte. */
function byteCharacters(): string[] {
  const printable = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte !== 173);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
}

/** SmolLM2's special tokens, by id. */
export const chatTokens = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<repo_name>', '<reponame>', '<file_sep>'];

/** The vocabulary and merges of a byte-level BPE of just `size` tokens: bytes, then words letter by letter. */
function grow(size: number): { vocab: Record<string, number>; merges: string[] } {
  const tokens = new Set([...chatTokens, ...byteCharacters()]);
  const merges: string[] = [];
  function learn(word: string): void {
    for (let length = 2; length <= word.length && tokens.size < size; length++) {
      const token = word.slice(0, length);
      if (tokens.has(token)) continue;
      tokens.add(token);
      merges.push(`${token.slice(0, -1)} ${token.slice(-1)}`);
    }
  }
  // A space before a word belongs to it, and stands as Ġ.
  for (const word of words()) learn(`Ġ${word}`);
  for (const word of words()) learn(word);
  for (const word of inventedWords()) {
    if (tokens.size >= size) break;
    learn(`Ġ${word}`);
  }
  return { vocab: Object.fromEntries([...tokens].map((token, id) => [token, id])), merges };
}

/** A tokenizer.json like SmolLM2's: byte-level BPE, digits one by one, nothing put around a text. */
export function byteLevelTokenizer(size: number): object {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: chatTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Digits', individual_digits: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ...grow(size),
    },
  };
}

/** ChatML as SmolLM2-Instruct has it. */
export const chatMl =
  "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}" +
  "{{ '<|im_start|>system\\nYou are a helpful AI assistant.<|im_end|>\\n' }}{% endif %}" +
  "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
