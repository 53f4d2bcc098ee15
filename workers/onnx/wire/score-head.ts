import { drawingFor } from './drawing.ts';
import { headOf } from './head.ts';
import type { Names } from './names.ts';
import { addInput, addOutput, type Patch } from './patch.ts';
import type { Scan } from './scan.ts';
import { elements } from './schema.ts';

/** What a score head added to a graph, by name. With it, both inputs are needed on every run. */
export interface ScoreHead {
  readonly patch: Patch;
  /** int64 [read]: which positions are read, counted through the batch: row × length + position. */
  readonly positions: string;
  /** int64 [read, asked]: ids of the tokens that are asked about at each. */
  readonly tokens: string;
  /** float32 [read, asked]: log-probability (nats) of each of them coming next, under the whole vocabulary. */
  readonly logprobs: string;
  /** float32 [read, 1]: id of the likeliest next token, the first of equals; the vocabulary's size where scores are no numbers. */
  readonly best: string;
  /** True where scores are computed only at the positions that are read; the graph's own are then [1, read, vocabulary]. */
  readonly narrowed: boolean;
}

/**
 * Adds what reads log-probabilities off the scores where they are, so that a few numbers come back in place of
 * [batch, length, vocabulary]. Where the last linear layer is found, only the hidden vectors of those positions go into
 * it. Length is what `num_logits_to_keep` leaves, where there is one. Throws a RangeError where there are no scores, or
 * the size of the vocabulary is not said.
 */
export function scoreHead(scan: Scan, names: Names): ScoreHead {
  const opset = scan.opsets.get('') ?? 0;
  if (opset < 11) throw new RangeError(`Add score head: operator set ${opset}, wanted at least 11`);
  const { logits, linear, vocabulary } = headOf(scan);
  if (vocabulary === null) throw new RangeError('Add score head: the graph does not say how large its vocabulary is');
  const [positions, tokens] = [names.fresh('positions'), names.fresh('tokens')];
  const [logprobs, best] = [names.fresh('logprobs'), names.fresh('best')];
  const { additions, node, along, scalar, integers } = drawingFor(scan, names);
  const edits: { at: number; bytes: Uint8Array }[] = [];
  /** [batch, length, width] as [batch × length, width]. */
  const flat = (tensor: string) => node('Flatten', [tensor], { axis: -1 });

  let scores: string;
  const [before, span] = [linear?.inputs[0], linear?.inputSpans[0]];
  if (before !== undefined && span) {
    const renamed = names.likewise(before);
    edits.push({ at: span.start, bytes: new TextEncoder().encode(renamed) });
    along('Unsqueeze', 13, node('Gather', [flat(before), positions], { axis: 0 }), 0, {}, renamed);
    scores = flat(logits);
  } else scores = node('Gather', [flat(logits), positions], { axis: 0 });

  // Subtracted before the logarithm is: the difference of two large numbers would lose digits.
  const float = node('Cast', [scores], { to: elements.float32 });
  const top = along('ReduceMax', 18, float, -1, { keepdims: 1 });
  const below = node('Sub', [float, top]);
  // Many small shares added one by one to a large one would all be lost in float32: they are added in three steps.
  const side = Math.ceil(Math.cbrt(vocabulary));
  const blocks = Math.ceil(vocabulary / side ** 2);
  const padded = node('Pad', [node('Exp', [below]), integers([0, 0, 0, blocks * side ** 2 - vocabulary])]);
  const cube = node('Reshape', [padded, integers([-1, blocks, side, side])]);
  const plane = along('ReduceSum', 13, along('ReduceSum', 13, cube, -1, { keepdims: 0 }), -1, { keepdims: 0 });
  const sum = along('ReduceSum', 13, plane, -1, { keepdims: 1 });
  node('Sub', [node('GatherElements', [below, tokens], { axis: 1 }), node('Log', [sum])], {}, logprobs);

  // Not ArgMax, for which ONNX Runtime has no WebGPU kernel. Whole numbers are exact in float32 up to 2^24.
  const ids = node('Range', [scalar(0), scalar(vocabulary), scalar(1)]);
  const topIds = node('Where', [node('Equal', [float, top]), ids, scalar(vocabulary)]);
  along('ReduceMin', 18, topIds, -1, { keepdims: 1 }, best);

  additions.push(
    addInput(positions, elements.int64, ['touchstone_read']),
    addInput(tokens, elements.int64, ['touchstone_read', 'touchstone_asked']),
    addOutput(logprobs, elements.float32, ['touchstone_read', 'touchstone_asked']),
    addOutput(best, elements.float32, ['touchstone_read', 1]),
  );
  return { patch: { edits, additions }, positions, tokens, logprobs, best, narrowed: span !== undefined };
}
