import type { InferenceSession } from 'onnxruntime-web';
import type { Config } from './config.ts';
import type { Weights } from './weights.ts';

/** One input or output of a graph. Sizes that vary have a name in place of a number. */
export interface Port {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** What a graph takes and gives. */
export interface Graph {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** The keys, values and states of the tokens before: `past_…`. */
  readonly past: readonly Port[];
  /** What each `past_…` is called where it comes out again. */
  readonly presentOf: ReadonlyMap<string, string>;
  /** Next-token scores, [batch, sequence, vocabulary]; null for an encoder. */
  readonly logits: string | null;
  /**
   * The final norm's output, [batch, sequence, hidden]: what the graph itself gives as `hidden_states` or
   * `last_hidden_state`, else what was added to a decoder. Null where there is none.
   */
  readonly hidden: string | null;
}

const plainInputs = ['input_ids', 'attention_mask', 'position_ids', 'token_type_ids', 'num_logits_to_keep'];

/** Reads a session's ports; throws where an input is unknown. */
export function graphOf(session: InferenceSession, config: Config, { head, hidden: added, opened }: Weights): Graph {
  const inputs = session.inputMetadata.map(port);
  const outputs = session.outputMetadata.map(port);
  const past = inputs.filter((input) => input.name.startsWith('past'));
  const known = [...plainInputs, ...(head ? [head.positions, head.tokens] : []), ...(opened?.steers ?? [])];
  const unknown = inputs.find((input) => !known.includes(input.name) && !past.includes(input));
  if (unknown) throw new TypeError(`Open graph: unknown input ${unknown.name}`);
  const has = (name: string) => outputs.some((output) => output.name === name);

  const presentOf = new Map(past.map(({ name }) => [name, name.replace(/^past(_key_values)?/, 'present')]));
  for (const [name, present] of presentOf) {
    if (!has(present)) throw new TypeError(`Open graph: input ${name} has no output ${present}`);
  }
  const causal = past.length > 0 || config.causal;
  const hidden = causal ? ['hidden_states'] : ['last_hidden_state', 'token_embeddings'];
  return {
    inputs,
    outputs,
    past,
    presentOf,
    logits: causal && has('logits') ? 'logits' : null,
    hidden: hidden.find(has) ?? added,
  };
}

function port(metadata: InferenceSession.ValueMetadata): Port {
  if (!metadata.isTensor) throw new TypeError(`Open graph: ${metadata.name} is no tensor`);
  return { name: metadata.name, type: metadata.type, shape: metadata.shape };
}

/** The shape of a cache that holds nothing: [batch, heads, 0, head size]. */
export function emptyShape({ shape }: Port, batch: number, config: Config): number[] {
  return shape.map((size, axis) => {
    if (axis === 0) return batch;
    if (typeof size === 'number') return size;
    if (shape.length === 4 && axis === 1) return config.kvHeads;
    if (shape.length === 4 && axis === 3) return config.headSize;
    return 0;
  });
}
