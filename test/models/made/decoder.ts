import type { Bytes } from '../../engines/fixtures/protobuf.ts';
import { weights } from '../../engines/fixtures/weights.ts';
import { declareCaches, type AttentionSizes } from './attention.ts';
import { draft, type Draft, type Dtype } from './draft.ts';
import { groupedAttention } from './grouped-attention.ts';
import { plainAttention } from './plain-attention.ts';
import { declareConvolution, shortConvolution } from './short-convolution.ts';

/** A decoder to make. */
export interface DecoderMade extends AttentionSizes {
  /** `fused`: as onnxruntime-genai draws it (SmolLM2, Qwen, Llama). `plain`: norms, sums and attention written out, as Optimum exports. */
  readonly style: 'fused' | 'plain';
  readonly dtype: Dtype;
  readonly vocabulary: number;
  readonly inner: number;
  readonly layers: number;
  /** Layers that have a short convolution in place of attention (LFM2). */
  readonly convolutions: readonly number[];
}

/** Weights of a norm: around 1. */
const normWeights = (name: string, hidden: number) => weights(name, hidden, 0.5).map((value) => 1 + value);

/** An RMS norm of `x`, or of its sum with `branch`; the names are those of onnxruntime-genai and of Optimum. */
function drawNorm(graph: Draft, { style, hidden }: DecoderMade) {
  const weightOf = (name: string) => graph.floats(`${name}.weight`, [hidden], normWeights(`${name}.weight`, hidden));
  const epsilon = { epsilon: { float: 1e-5 } };
  const written = () => [
    graph.floats('/model/two', [], [2]),
    graph.floats('/model/epsilon', [], [1e-5]),
    graph.floats('/model/one', [], [1]),
  ];
  const parts = style === 'plain' ? written() : [];

  return (name: string, x: string, branch: string | null, isLast: boolean): { normed: string; stream: string } => {
    const output = `${name}/output_0`;
    if (style === 'fused') {
      if (branch === null) {
        const inputs = [x, weightOf(name)];
        graph.node('SimplifiedLayerNormalization', inputs, [output], { ...epsilon, axis: -1, stash_type: 1 });
        return { normed: output, stream: x };
      }
      const outputs = isLast ? [output] : [output, '', '', `${name}/output_3`];
      const inputs = [x, branch, weightOf(name)];
      graph.node('SkipSimplifiedLayerNormalization', inputs, outputs, epsilon, 'com.microsoft');
      return { normed: output, stream: `${name}/output_3` };
    }
    const stream = branch === null ? x : graph.node('Add', [x, branch], [`${name}/Add_input_output_0`]);
    const [two, little, one] = parts as [string, string, string];
    const square = graph.node('Pow', [stream, two], [`${name}/Pow_output_0`]);
    const mean = graph.node('ReduceMean', [square], [`${name}/ReduceMean_output_0`], { axes: [-1], keepdims: 1 });
    const root = graph.node('Sqrt', [graph.node('Add', [mean, little], [`${name}/Add_output_0`])], [`${name}/Sqrt`]);
    const factor = graph.node('Div', [one, root], [`${name}/Div_output_0`]);
    const scaled = graph.node('Mul', [stream, factor], [`${name}/Mul_output_0`]);
    return { normed: graph.node('Mul', [weightOf(name), scaled], [output]), stream };
  };
}

/** A decoder with weights that mean nothing (each decided by its name), drawn like the exports of real ones. */
export function makeDecoder(made: DecoderMade, graph: Draft = draft(made.dtype)): Bytes {
  const { style, vocabulary, hidden, heads, kvHeads, headSize, inner, layers, convolutions } = made;
  graph.input({ name: 'input_ids', type: 'int64', shape: ['batch_size', 'sequence_length'] });
  graph.input({ name: 'attention_mask', type: 'int64', shape: ['batch_size', 'total_sequence_length'] });
  if (style === 'plain') {
    graph.input({ name: 'position_ids', type: 'int64', shape: ['batch_size', 'sequence_length'] });
  }
  const attend = (style === 'fused' ? groupedAttention : plainAttention)(graph, made);
  const norm = drawNorm(graph, made);

  function attention(layer: number, x: string): string {
    const of = (name: string) => `/model/layers.${layer}/attn/${name}/MatMul_output_0`;
    declareCaches(graph, layer, made);
    const query = graph.linear(of('q_proj'), x, hidden, heads * headSize);
    const key = graph.linear(of('k_proj'), x, hidden, kvHeads * headSize);
    const value = graph.linear(of('v_proj'), x, hidden, kvHeads * headSize);
    return graph.linear(of('o_proj'), attend(layer, query, key, value), heads * headSize, hidden);
  }
  function feedForward(layer: number, x: string): string {
    const of = (name: string) => `/model/layers.${layer}/mlp/${name}`;
    const gate = graph.linear(of('gate_proj/MatMul_output_0'), x, hidden, inner);
    const sigmoid = graph.node('Sigmoid', [gate], [of('act_fn/Sigmoid_output_0')]);
    const gated = graph.node('Mul', [gate, sigmoid], [of('act_fn/Mul_output_0')]);
    const up = graph.linear(of('up_proj/MatMul_output_0'), x, hidden, inner);
    const mixed = graph.node('Mul', [gated, up], [of('Mul_output_0')]);
    return graph.linear(of('down_proj/MatMul_output_0'), mixed, inner, hidden);
  }

  const table = graph.random('model.embed_tokens.weight', [vocabulary, hidden], 2);
  let stream = graph.node('Gather', [table, 'input_ids'], ['/model/embed_tokens/Gather_output_0']);
  let branch: string | null = null;
  let normed: string;
  for (let layer = 0; layer < layers; layer++) {
    const of = (name: string) => `/model/layers.${layer}/${name}`;
    ({ normed, stream } = norm(of('input_layernorm'), stream, branch, false));
    const convolves = convolutions.includes(layer);
    if (convolves) declareConvolution(graph, layer, hidden);
    branch = convolves ? shortConvolution(graph, layer, normed, hidden) : attention(layer, normed);
    ({ normed, stream } = norm(of('post_attention_layernorm'), stream, branch, false));
    branch = feedForward(layer, normed);
  }
  ({ normed } = norm(`/model/layers.${layers}/final_norm_layernorm`, stream, branch, true));
  graph.linear('logits', normed, hidden, vocabulary, 8 / Math.sqrt(hidden));
  graph.output({ name: 'logits', type: graph.float, shape: ['batch_size', 'sequence_length', vocabulary] });
  return graph.file();
}
