import type { Draft } from './draft.ts';

/** Sizes of one attention. */
export interface AttentionSizes {
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly positions: number;
}

/** Draws the attention of a layer: x [batch, sequence, hidden] to what goes into the output projection. */
export type DrawAttention = (layer: number, query: string, key: string, value: string) => string;

/** Angles of the rotary embedding, [positions, headSize / 2]. */
export function angles({ positions, headSize }: AttentionSizes): number[] {
  const half = headSize / 2;
  return Array.from({ length: positions * half }, (_, i) => Math.floor(i / half) / 10000 ** ((i % half) / half));
}

/** The name of a tensor in a layer's attention. */
export const at = (layer: number, name: string) => `/model/layers.${layer}/attn/${name}`;
/** A layer's two caches, by name. */
export const cachesOf = (layer: number) =>
  (['key', 'value'] as const).map((kind) => ({
    past: `past_key_values.${layer}.${kind}`,
    present: `present.${layer}.${kind}`,
  })) as [{ past: string; present: string }, { past: string; present: string }];

/** Declares the key-value caches of a layer. */
export function declareCaches(graph: Draft, layer: number, { kvHeads, headSize }: AttentionSizes): void {
  for (const { past, present } of cachesOf(layer)) {
    const shape = (length: string) => ['batch_size', kvHeads, length, headSize];
    graph.input({ name: past, type: graph.float, shape: shape('past_sequence_length') });
    graph.output({ name: present, type: graph.float, shape: shape('total_sequence_length') });
  }
}
