import { drawingFor } from './drawing.ts';
import type { Names } from './names.ts';
import type { Patch } from './patch.ts';
import type { Node } from './records.ts';
import type { Scan } from './scan.ts';
import { wiringOf } from './wiring.ts';

/** Operations with graphs inside, which are not looked into. */
const enclosing = ['If', 'Loop', 'Scan', 'SequenceMap'];

/**
 * Lets what is remembered of one row go before several: each `past…` input may come with a batch of one, and is repeated
 * for every row of `input_ids`. Null where there is nothing remembered, or it goes into more than ONNX's own operators: a
 * GroupQueryAttention takes several rows after a past for one at a time
 * (onnxruntime, contrib_ops/cpu/bert/group_query_attention_helper.h).
 */
export function sharedPast(scan: Scan, names: Names): Patch | null {
  const pasts = scan.inputs.filter(({ name }) => name.startsWith('past'));
  const wiring = wiringOf(scan);
  const isOwn = ({ domain }: Node) => domain === '' || domain === 'ai.onnx';
  const fits = pasts.every(({ name, dims }) => {
    const varies = dims !== null && dims.length > 1 && typeof dims[0] === 'string';
    const isGiven = scan.outputs.some((output) => output.name === name);
    return varies && !isGiven && wiring.endsOf(name).every(isOwn) && wiring.takersOf(name).every(isOwn);
  });
  const hasIds = scan.inputs.some(({ name }) => name === 'input_ids');
  if (pasts.length === 0 || !fits || !hasIds) return null;
  if ((scan.opsets.get('') ?? 0) < 13 || scan.nodes.some(({ op }) => enclosing.includes(op))) return null;

  const { additions, node, integers } = drawingFor(scan, names);
  const edits: { at: number; bytes: Uint8Array }[] = [];
  const rows = node('Gather', [node('Shape', ['input_ids']), integers([0])]);
  /** A shape that leaves all axes but the first as they are, by how many there are. */
  const shapes = new Map<number, string>();
  const shapeOf = (axes: number) => {
    const shape =
      shapes.get(axes) ?? node('Concat', [rows, integers(new Array<number>(axes - 1).fill(1))], { axis: 0 });
    shapes.set(axes, shape);
    return shape;
  };
  for (const { name, dims } of pasts) {
    const renamed = names.likewise(name);
    for (const { inputs, inputSpans } of wiring.takersOf(name))
      inputs.forEach((input, i) => {
        if (input === name)
          edits.push({ at: inputSpans[i]?.start as number, bytes: new TextEncoder().encode(renamed) });
      });
    node('Expand', [name, shapeOf(dims?.length ?? 0)], {}, renamed);
  }
  return { edits, additions };
}
