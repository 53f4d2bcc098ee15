import { graphMaker } from '../fixtures/onnx-graph.ts';
import { addOutput, patched } from '../../../workers/onnx/wire/patch.ts';
import { elements } from '../../../workers/onnx/wire/schema.ts';
import type { Bytes } from '../fixtures/protobuf.ts';
import { weights } from '../fixtures/weights.ts';

/** How a decoder is drawn. */
export interface Drawn {
  /**
   * `skip`: as onnxruntime-genai fuses it. `plain`: norms written out and plain sums, as exporters of PyTorch do.
   * `parallel`: one sum for attention and feed-forward together (Phi). `sandwich`: branches normed before they are added (Gemma).
   */
  readonly style: 'skip' | 'plain' | 'parallel' | 'sandwich';
  readonly layers: number;
  readonly vocabulary: number;
  readonly hidden: number;
  readonly inner: number;
  /** With `num_logits_to_keep`. */
  readonly keep: boolean;
  /** Scores as float16. */
  readonly half: boolean;
  /** Tensors to give out besides, as a witness. */
  readonly reveal: readonly string[];
}

export const small: Drawn = {
  style: 'skip',
  layers: 3,
  vocabulary: 96,
  hidden: 64,
  inner: 48,
  keep: false,
  half: false,
  reveal: [],
};

const positions = 512;
const headSize = 16;
const kvHeads = 2;

/** A decoder with weights that mean nothing and tensor names as real exports have them. */
export function decoder({ style, layers, vocabulary, hidden, inner, keep, half, reveal }: Drawn): Bytes {
  const heads = hidden / headSize;
  const graph = graphMaker();
  const random = (name: string, shape: readonly number[], scale: number) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return graph.constant(name, 'float32', shape, weights(name, size, scale));
  };
  const integers = (name: string, values: readonly number[], shape: readonly number[] = [values.length]) =>
    graph.constant(name, 'int64', shape, values);
  const linear = (name: string, x: string, from: number, to: number, scale = 4 / Math.sqrt(from)) =>
    graph.node('MatMul', [x, random(`${name}.weight`, [from, to], scale)], [name]);
  const number = (name: string, value: number) => graph.constant(name, 'float32', [], [value]);
  number('two', 2);
  number('epsilon', 1e-5);
  number('one_float', 1);

  /** A root-mean-square norm, in one node or in parts. */
  function norm(name: string, x: string): string {
    const weight = random(`${name}.weight`, [hidden], 2);
    const output = `${name}/output_0`;
    if (style === 'skip') {
      const attributes = { epsilon: { float: 1e-5 }, axis: -1, stash_type: 1 };
      return graph.node('SimplifiedLayerNormalization', [x, weight], [output], attributes);
    }
    const square = graph.node('Pow', [x, 'two'], [`${name}/Pow`]);
    const mean = graph.node('ReduceMean', [square], [`${name}/Mean`], { axes: [-1], keepdims: 1 });
    const root = graph.node('Sqrt', [graph.node('Add', [mean, 'epsilon'], [`${name}/Add`])], [`${name}/Sqrt`]);
    const factor = graph.node('Div', ['one_float', root], [`${name}/Div`]);
    return graph.node('Mul', [weight, graph.node('Mul', [x, factor], [`${name}/Mul`])], [output]);
  }

  graph.input({ name: 'input_ids', type: 'int64', shape: ['batch', 'sequence'] });
  graph.input({ name: 'attention_mask', type: 'int64', shape: ['batch', 'total'] });
  const axis1 = integers('axis1', [1]);
  const real = graph.node('ReduceSum', ['attention_mask', axis1], ['mask_sum'], { keepdims: 0 });
  const last = graph.node('Sub', [real, integers('one', [1])], ['last']);
  const last32 = graph.node('Cast', [last], ['last32'], { to: 6 });
  const shape = graph.node('Shape', ['attention_mask'], ['mask_shape']);
  const total = graph.node('Gather', [shape, integers('at1', [1], [])], ['total_length'], { axis: 0 });
  const total32 = graph.node('Cast', [total], ['total32'], { to: 6 });
  const angles = Array.from({ length: (positions * headSize) / 2 }, (_, i) => {
    const half = headSize / 2;
    return Math.floor(i / half) / 10000 ** ((i % half) / half);
  });
  const cos = graph.constant('cos', 'float32', [positions, headSize / 2], angles.map(Math.cos));
  const sin = graph.constant('sin', 'float32', [positions, headSize / 2], angles.map(Math.sin));

  function attention(layer: number, x: string): string {
    const of = (name: string) => `/model/layers.${layer}/attn/${name}`;
    for (const kind of ['key', 'value']) {
      const size = (length: string) => ['batch', kvHeads, length, headSize];
      graph.input({ name: `past_key_values.${layer}.${kind}`, type: 'float32', shape: size('past') });
      graph.output({ name: `present.${layer}.${kind}`, type: 'float32', shape: size('total') });
    }
    const query = linear(of('q_proj'), x, hidden, hidden);
    const key = linear(of('k_proj'), x, hidden, kvHeads * headSize);
    const value = linear(of('v_proj'), x, hidden, kvHeads * headSize);
    const past = [`past_key_values.${layer}.key`, `past_key_values.${layer}.value`];
    const attended = graph.node(
      'GroupQueryAttention',
      [query, key, value, ...past, last32, total32, cos, sin],
      [of('output_0'), `present.${layer}.key`, `present.${layer}.value`],
      { num_heads: heads, kv_num_heads: kvHeads, do_rotary: 1, scale: { float: 1 / Math.sqrt(headSize) } },
      'com.microsoft',
    );
    return linear(of('o_proj/output_0'), attended, hidden, hidden);
  }
  function feedForward(layer: number, x: string): string {
    const of = (name: string) => `/model/layers.${layer}/mlp/${name}`;
    const gate = linear(of('gate'), x, hidden, inner);
    const gated = graph.node('Mul', [gate, graph.node('Sigmoid', [gate], [of('sigmoid')])], [of('silu')]);
    const mixed = graph.node('Mul', [gated, linear(of('up'), x, hidden, inner)], [of('mixed')]);
    return linear(of('down_proj/output_0'), mixed, inner, hidden);
  }

  const table = random('model.embed_tokens.weight', [vocabulary, hidden], 1);
  let stream = graph.node('Gather', [table, 'input_ids'], ['/model/embed_tokens/Gather_output_0']);
  let branch: string | null = null;
  /** Adds the branch to the stream, and norms the sum. */
  function addAndNorm(name: string, sumName: string, isLast: boolean): string {
    if (branch === null) return norm(name, stream);
    if (style !== 'skip') {
      stream = graph.node('Add', [stream, branch], [sumName]);
      return norm(name, stream);
    }
    const [sum, output] = [`${name}/output_3`, `${name}/output_0`];
    const inputs = [stream, branch, random(`${name}.weight`, [hidden], 2)];
    // The last sum does not come out, but for a witness.
    if (isLast) graph.node('Add', [stream, branch], ['witness_of_the_last_sum']);
    graph.node(
      'SkipSimplifiedLayerNormalization',
      inputs,
      isLast ? [output] : [output, '', '', sum],
      { epsilon: { float: 1e-5 } },
      'com.microsoft',
    );
    stream = sum;
    return output;
  }
  for (let layer = 0; layer < layers; layer++) {
    const of = (name: string) => `/model/layers.${layer}/${name}`;
    const first = addAndNorm(of('input_layernorm'), `/model/layers.${layer - 1}/Add_1_output_0`, false);
    const attended = attention(layer, first);
    if (style === 'parallel') {
      branch = graph.node('Add', [attended, feedForward(layer, first)], [of('Add_output_0')]);
      continue;
    }
    branch = style === 'sandwich' ? norm(of('post_norm'), attended) : attended;
    const fed = feedForward(layer, addAndNorm(of('post_attention_layernorm'), of('Add_output_0'), false));
    branch = style === 'sandwich' ? norm(of('last_norm'), fed) : fed;
  }
  let head = addAndNorm(
    `/model/layers.${layers}/final_norm_layernorm`,
    `/model/layers.${layers - 1}/Add_1_output_0`,
    true,
  );
  if (keep) {
    graph.input({ name: 'num_logits_to_keep', type: 'int64', shape: [] });
    const back = graph.node('Neg', ['num_logits_to_keep'], ['back']);
    const start = graph.node('Unsqueeze', [back, integers('axis0', [0])], ['start']);
    head = graph.node('Slice', [head, start, integers('far', [2 ** 30]), axis1], ['kept']);
  }
  const scores = linear(half ? 'scores' : 'logits', head, hidden, vocabulary, 2);
  for (const name of reveal) graph.output({ name, type: 'float32', shape: ['batch', 'sequence', hidden] });
  const shapeOfLogits = ['batch', 'kept', vocabulary];
  if (!half) {
    graph.output({ name: 'logits', type: 'float32', shape: shapeOfLogits });
    return graph.file();
  }
  graph.node('Cast', [scores], ['logits'], { to: elements.float16 });
  const output = addOutput('logits', elements.float16, shapeOfLogits);
  return patched(graph.file(), { edits: [], additions: [output] });
}
