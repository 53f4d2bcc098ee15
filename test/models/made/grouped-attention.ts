import { angles, at, cachesOf, type AttentionSizes, type DrawAttention } from './attention.ts';
import type { Draft } from './draft.ts';

/** GroupQueryAttention in one node, as onnxruntime-genai draws it; rotary embedding inside. */
export function groupedAttention(graph: Draft, sizes: AttentionSizes): DrawAttention {
  const mask = '/model/attn_mask_reformat';
  const real = graph.node(
    'ReduceSum',
    ['attention_mask', graph.integers('/model/constants/axis1', [1])],
    [`${mask}/sum`],
    {
      keepdims: 1,
    },
  );
  const last = graph.node('Sub', [real, graph.integers('/model/constants/one', [1])], [`${mask}/last`]);
  const last32 = graph.node('Cast', [last], [`${mask}/last/Cast/output_0`], { to: 6 });
  const shape = graph.node('Shape', ['attention_mask'], [`${mask}/shape`]);
  const total = graph.node('Gather', [shape, graph.integers('/model/constants/at1', [1], [])], [`${mask}/total`]);
  const total32 = graph.node('Cast', [total], [`${mask}/total/Cast/output_0`], { to: 6 });
  const table = [sizes.positions, sizes.headSize / 2];
  const cos = graph.floats('cos_cache', table, angles(sizes).map(Math.cos));
  const sin = graph.floats('sin_cache', table, angles(sizes).map(Math.sin));
  return (layer, query, key, value) => {
    const [keys, values] = cachesOf(layer);
    return graph.node(
      'GroupQueryAttention',
      [query, key, value, keys.past, values.past, last32, total32, cos, sin],
      [at(layer, 'GroupQueryAttention/output_0'), keys.present, values.present],
      {
        num_heads: sizes.heads,
        kv_num_heads: sizes.kvHeads,
        scale: { float: 1 / Math.sqrt(sizes.headSize) },
        do_rotary: 1,
        rotary_interleaved: 0,
      },
      'com.microsoft',
    );
  };
}
