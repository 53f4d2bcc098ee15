/** What the engine needs of config.json and generation_config.json. */
export interface Config {
  /** True for a decoder that continues text. */
  readonly causal: boolean;
  readonly contextLength: number;
  /** Rows of the embedding table; null where it is not said. */
  readonly vocabSize: number | null;
  /** Tokens at which generation ends. */
  readonly eosIds: readonly number[];
  /** For a graph that does not give the shape of its cache. */
  readonly kvHeads: number;
  readonly headSize: number;
}

type Json = Readonly<Record<string, unknown>>;

/** Reads the configuration, with the names that GPT-2 gave the same things. */
export function readConfig(config: Json, generation: Json, tokenizer: Json): Config {
  const first = (...keys: string[]) => keys.map((key) => config[key]).find((value) => typeof value === 'number');
  const heads = first('num_attention_heads', 'n_head', 'n_heads') ?? 1;
  const hidden = first('hidden_size', 'n_embd', 'dim') ?? 0;
  const architectures = Array.isArray(config['architectures']) ? config['architectures'].map(String) : [];
  // RoBERTa counts its positions from behind the padding token.
  const offset = /roberta/.test(String(config['model_type'])) ? (first('pad_token_id') ?? 1) + 1 : 0;
  const positions = (first('max_position_embeddings', 'n_positions', 'n_ctx') ?? Infinity) - offset;
  // Tokenizers without a limit say 1e30.
  const limit = typeof tokenizer['model_max_length'] === 'number' ? tokenizer['model_max_length'] : Infinity;
  const longest = Math.min(positions, limit);
  return {
    causal: architectures.some((name) => /CausalLM|LMHeadModel/.test(name)),
    contextLength: longest < 1e9 ? longest : 2048,
    vocabSize: first('vocab_size') ?? null,
    eosIds: [...new Set([...ids(generation['eos_token_id']), ...ids(config['eos_token_id'])])],
    kvHeads: first('num_key_value_heads') ?? heads,
    headSize: first('head_dim') ?? hidden / heads,
  };
}

function ids(value: unknown): number[] {
  return [value].flat().filter((id) => typeof id === 'number');
}
