import type { Node } from './records.ts';
import type { Wiring } from './wiring.ts';

/** Norms in one node; the first output is the norm's. */
const wholes = ['LayerNormalization', 'SimplifiedLayerNormalization', 'RMSNormalization', 'EmbedLayerNormalization'];
/** Norms in one node that first add two inputs; the sum is output 3, where it is wanted. */
const skips = ['SkipLayerNormalization', 'SkipSimplifiedLayerNormalization'];
/** What a norm written out is made of. */
const parts = [
  'Cast',
  'Pow',
  'ReduceMean',
  'ReduceSum',
  'ReduceL2',
  'Sqrt',
  'Reciprocal',
  'Mul',
  'Div',
  'Sub',
  'Add',
  'Max',
];
const means = ['ReduceMean', 'ReduceSum', 'ReduceL2'];
/** More nodes than a norm has. */
const most = 24;

/** A place in a graph where hidden vectors pass. */
export type Point =
  | { readonly kind: 'tensor'; readonly tensor: string }
  /** The sum inside a node that adds and norms in one: its output 3, where it comes out at all. */
  | { readonly kind: 'skip'; readonly node: Node };

/** The sum inside a node, if it adds and norms in one. */
export function skipOf(node: Node | null): Point | null {
  return node && skips.includes(node.op) ? { kind: 'skip', node } : null;
}

/** What a tensor is the norm of, in one node or written out; null where it is no norm. */
export function normedBy(tensor: string, wiring: Wiring): Point | null {
  const behind = wiring.behind(tensor);
  const maker = wiring.makerOf(behind);
  if (!maker) return null;
  if (wholes.includes(maker.op)) return { kind: 'tensor', tensor: wiring.behind(maker.inputs[0] ?? '') };
  const skip = skipOf(maker);
  if (skip) return maker.outputs[0] === behind ? skip : null;
  return writtenOut(behind, wiring);
}

/** Goes back through the parts of a norm: what it is taken of is the one tensor that all of them come from. */
function writtenOut(tensor: string, wiring: Wiring): Point | null {
  const sources = new Set<string>();
  const seen = new Set<Node>();
  const left = [tensor];
  let mean = false;
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    if (at === '' || wiring.isConstant(at)) continue;
    const maker = wiring.makerOf(at);
    const given = maker?.inputs.filter((input) => !wiring.isConstant(input)) ?? [];
    // Two tensors added are where the stream goes on, not part of a norm.
    if (!maker || !parts.includes(maker.op) || (maker.op === 'Add' && given.length > 1)) {
      sources.add(wiring.behind(at));
      continue;
    }
    if (seen.has(maker)) continue;
    seen.add(maker);
    if (seen.size > most) return null;
    mean ||= means.includes(maker.op);
    left.push(...given);
  }
  const [source] = sources;
  return mean && source !== undefined && sources.size === 1 ? { kind: 'tensor', tensor: source } : null;
}

/** True where a norm is taken of a tensor. */
export function isNormed(tensor: string, wiring: Wiring): boolean {
  return wiring.endsOf(tensor).some((node) => {
    if (node.op === 'Mul') return node.inputs[0] === node.inputs[1];
    return wholes.includes(node.op) || means.includes(node.op) || node.op === 'Pow' || node.op === 'LpNormalization';
  });
}
