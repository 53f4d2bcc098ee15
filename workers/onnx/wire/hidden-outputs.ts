import { drawingFor } from './drawing.ts';
import type { Names } from './names.ts';
import type { Point } from './norms.ts';
import { addInferredOutput, type Patch } from './patch.ts';
import { finalNorm, type ResidualStream } from './residual.ts';
import type { Scan } from './scan.ts';

/** Outputs that were added, by name; each is [batch, sequence, hidden] of the type that the graph computes in. */
export interface HiddenOutputs {
  readonly patch: Patch;
  /** In the order in which they were wanted. */
  readonly layers: readonly string[];
  readonly final: string;
}

/**
 * Adds the stream at given layers (0: what goes into the first) and the final norm's output as outputs. Throws a
 * RangeError for a layer that is not there.
 */
export function hiddenOutputs(
  scan: Scan,
  stream: ResidualStream,
  layers: readonly number[],
  names: Names,
): HiddenOutputs {
  const { additions, node } = drawingFor(scan, names);
  const output = (tensor: string, name: string) => {
    const added = node('Identity', [tensor], {}, names.fresh(name));
    additions.push(addInferredOutput(added));
    return added;
  };
  /** The sum inside a node is added up once more where it does not come out. */
  function tensorOf(point: Point): string {
    if (point.kind === 'tensor') return point.tensor;
    const { op, inputs, outputs } = point.node;
    if (outputs[3]) return outputs[3];
    const bias = inputs[op === 'SkipLayerNormalization' ? 4 : 3];
    const sum = node('Add', inputs.slice(0, 2));
    return bias ? node('Add', [sum, bias]) : sum;
  }
  return {
    layers: layers.map((layer) => output(tensorOf(layerOf(stream, layer)), `layer_${layer}`)),
    final: output(stream.final, 'final'),
    patch: { edits: [], additions },
  };
}

/** Adds the final norm's output alone: the last hidden layer as most libraries call it. */
export function finalOutput(scan: Scan, names: Names): { patch: Patch; final: string } {
  const { tensor } = finalNorm(scan);
  const { patch, final } = hiddenOutputs(scan, { layers: [], final: tensor }, [], names);
  return { patch, final };
}

/** A layer of a stream; throws a RangeError for one that is not there. */
export function layerOf({ layers }: ResidualStream, layer: number): Point {
  const point = layers[layer];
  if (point) return point;
  throw new RangeError(`Take layer ${layer}: the graph has layers 0 to ${layers.length - 1}`);
}
