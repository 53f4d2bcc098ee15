import { drawingFor } from './drawing.ts';
import { layerOf } from './hidden-outputs.ts';
import type { Names } from './names.ts';
import { addInput, type Patch } from './patch.ts';
import { branchOf, type ResidualStream } from './residual.ts';
import type { Scan } from './scan.ts';
import { elements } from './schema.ts';

/** A vector that is added to the stream; it must be given on every run, zeros for nothing. */
export interface Steering {
  readonly patch: Patch;
  /** float32 [hidden], added at every position. */
  readonly input: string;
}

/**
 * Adds an input that is added to the stream after a layer (0: before the first), so that all later layers see it. The
 * name of one tensor is respelled in place. Throws a RangeError where the layer is not there or cannot be steered.
 */
export function steering(scan: Scan, stream: ResidualStream, layer: number, names: Names): Steering {
  const point = layerOf(stream, layer);
  const { additions, node } = drawingFor(scan, names);
  const input = names.fresh(`steer_${layer}`);
  additions.push(addInput(input, elements.float32, ['touchstone_width']));
  // A node that adds and norms in one norms its own sum: what it adds is steered, not what comes out of it.
  const tensor = point.kind === 'skip' ? branchOf(scan, point.node) : point.tensor;
  const maker = scan.nodes.find(({ outputs }) => outputs.includes(tensor));
  const span = maker?.outputSpans[maker.outputs.indexOf(tensor)];
  if (!span) throw new RangeError(`Steer layer ${layer}: no node makes ${tensor || 'it'}`);
  const renamed = names.likewise(tensor);
  node('Add', [renamed, likeIn(renamed)], {}, tensor);
  return { patch: { edits: [{ at: span.start, bytes: new TextEncoder().encode(renamed) }], additions }, input };

  /** The vector in a tensor's own type. */
  function likeIn(tensor: string): string {
    if ((scan.opsets.get('') ?? 0) >= 15) return node('CastLike', [input, tensor]);
    const constants = scan.initializers.filter(({ type }) => halves.includes(type));
    if (constants.length === 0) return input;
    throw new RangeError(`Steer layer ${layer}: the type of ${tensor} cannot be told before operator set 15`);
  }
}

/** float16 and bfloat16. */
const halves: readonly number[] = [10, 16];
