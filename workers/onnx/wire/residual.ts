import { isNormed, normedBy, skipOf, type Point } from './norms.ts';
import type { Node } from './records.ts';
import type { Scan } from './scan.ts';
import { wiringOf, type Wiring } from './wiring.ts';

/** The stream of hidden vectors that every layer reads and adds to. */
export interface ResidualStream {
  /** What goes into the first layer, then what comes out of each. */
  readonly layers: readonly Point[];
  /** The final norm's output; the same as the last layer where norms come after adding (BERT). */
  readonly final: string;
}

/** What may stand between the final norm and the linear layer: the choice of positions. */
const choices = ['Slice', 'Gather', 'GatherND', 'Reshape', 'Unsqueeze', 'Squeeze', 'DynamicQuantizeLinear'];
const linears = ['MatMul', 'MatMulNBits', 'MatMulBnb4', 'FusedMatMul', 'Gemm', 'MatMulInteger'];
const pointwise = ['Mul', 'Div', 'Add', 'Tanh', 'Reshape', 'Cast', 'Identity'];

/**
 * Finds the residual stream by walking back from the end: each sum on it has one part that is the stream before. Throws
 * a RangeError that says where the walk was lost; a graph that is not understood gets no hidden layers.
 */
export function residualStream(scan: Scan): ResidualStream {
  const wiring = wiringOf(scan);
  const { tensor: final, source: last } = finalNorm(scan, wiring);

  const stream: Point[] = [];
  const seen = new Set<string>();
  let at: Step = { sum: last, point: last };
  for (;;) {
    const key = at.sum.kind === 'skip' ? (at.sum.node.outputs[0] ?? '') : at.sum.tensor;
    if (seen.has(key)) throw lost(`it runs in a circle at ${key}`);
    seen.add(key);
    const before = stepBefore(at.sum, wiring);
    if (stream.length === 0 && before?.after) at = { sum: last, point: { kind: 'tensor', tensor: final } };
    stream.push(at.point);
    if (!before) break;
    at = before;
  }
  stream.reverse();
  const sums = stream.length - 1;
  const count = layersOf(scan);
  const each = sums / count;
  if (sums === 0) throw lost(`nothing that is normed is added before ${final}`);
  if (each !== 1 && each !== 2) throw lost(`${sums} sums on it for ${count} layers, wanted one or two for each`);
  if (isAfterAttention(at.point, wiring)) throw lost('it is broken off between two layers');
  return { layers: Array.from({ length: count + 1 }, (_, layer) => stream[layer * each] as Point), final };
}

/** A step of the walk: what is added up, and where the stream is after it. */
interface Step {
  readonly sum: Point;
  readonly point: Point;
  /** True where the stream is the norm of the sum. */
  readonly after?: boolean;
  /** The part of the sum behind it that the stream came in by. */
  readonly part?: string;
}

/** The final norm's output, and what it is taken of. Throws a RangeError where the graph does not end in a norm. */
export function finalNorm(scan: Scan, wiring: Wiring = wiringOf(scan)): { tensor: string; source: Point } {
  const tensor = finalOf(scan, wiring);
  const source = normedBy(tensor, wiring);
  if (source) return { tensor, source };
  throw lost(`the last layer's output ${tensor} is no norm`);
}

function finalOf(scan: Scan, wiring: Wiring): string {
  const output = scan.outputs.find(({ name }) => name === 'logits' || name === 'last_hidden_state');
  if (!output) throw lost('the graph has neither logits nor last_hidden_state');
  if (output.name !== 'logits') return output.name;
  let left = [output.name];
  for (let steps = 0; steps < 12; steps++) {
    const makers = left.map((tensor) => wiring.makerOf(tensor)).filter((maker) => maker !== null);
    const linear = makers.find(({ op }) => linears.includes(op));
    if (linear) return beforeChoice(linear.inputs[0] ?? '', wiring);
    left = makers.filter(({ op }) => pointwise.includes(op)).flatMap(({ inputs }) => inputs);
  }
  throw lost('no linear layer makes the logits');
}

function beforeChoice(tensor: string, wiring: Wiring): string {
  let at = wiring.behind(tensor);
  for (let steps = 0; steps < 8; steps++) {
    const maker = wiring.makerOf(at);
    if (!maker || !choices.includes(maker.op)) break;
    at = wiring.behind(maker.inputs[0] ?? '');
  }
  return at;
}

/** The step before a sum; null where the stream begins. */
function stepBefore(sum: Point, wiring: Wiring): Step | null {
  const parts = sum.kind === 'skip' ? sum.node.inputs.slice(0, 2) : partsOf(sum.tensor, wiring);
  const steps = parts.flatMap((part): Step[] => {
    const tensor = wiring.behind(part);
    const maker = wiring.makerOf(tensor);
    const skip = skipOf(maker);
    // The sum inside a node before, as it comes out again.
    if (skip && maker?.outputs[3] === tensor) return [{ sum: skip, point: skip, part }];
    const point: Point = { kind: 'tensor', tensor };
    if (isNormed(tensor, wiring)) return [{ sum: point, point, part }];
    const normed = normedBy(tensor, wiring);
    return normed ? [{ sum: normed, point, after: true, part }] : [];
  });
  // Where branches are normed too (Gemma), the stream is the part that goes into a norm itself.
  return steps.find(({ after }) => !after) ?? steps[0] ?? null;
}

/** What a node that adds and norms in one adds to the stream. */
export function branchOf(scan: Scan, node: Node): string {
  const before = stepBefore({ kind: 'skip', node }, wiringOf(scan));
  return node.inputs.slice(0, 2).find((input) => input !== before?.part) ?? '';
}

/** What was added up to make a tensor: sums that nothing else takes are opened. */
function partsOf(tensor: string, wiring: Wiring): string[] {
  const parts: string[] = [];
  const left = [tensor];
  for (let opened = 0, at = left.pop(); at !== undefined; at = left.pop()) {
    const maker = wiring.makerOf(at);
    const given = maker?.inputs.filter((input) => !wiring.isConstant(input)) ?? [];
    const alone = at === tensor || wiring.takersOf(at).length === 1;
    if (maker?.op === 'Add' && given.length === 2 && alone && ++opened < 5) left.push(...given.map(wiring.behind));
    else if (at !== tensor) parts.push(at);
  }
  return parts;
}

const attentions = ['Softmax', 'Attention', 'MultiHeadAttention', 'GroupQueryAttention'];

/** True where tokens have already looked at each other, so that it is no embedding. */
function isAfterAttention(point: Point, wiring: Wiring): boolean {
  const left = point.kind === 'tensor' ? [point.tensor] : [...point.node.inputs];
  const seen = new Set(left);
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const maker = wiring.makerOf(at);
    if (at.startsWith('past') || attentions.includes(maker?.op ?? '')) return true;
    for (const input of maker?.inputs ?? []) {
      if (seen.has(input)) continue;
      seen.add(input);
      left.push(input);
    }
  }
  return false;
}

/** How many layers there are: by their caches, else by their names. */
function layersOf({ inputs, nodes }: Scan): number {
  const numbers = (texts: readonly string[], pattern: RegExp) =>
    new Set(texts.flatMap((text) => pattern.exec(text)?.[1] ?? []));
  const caches = numbers(
    inputs.map(({ name }) => name),
    /^past\w*\.(\d+)(?:\.|$)/,
  );
  if (caches.size > 0) return caches.size;
  const named = numbers(
    nodes.flatMap(({ name, outputs }) => [name, outputs[0] ?? '']),
    /(?:^|[./_])(?:layers?|h|blocks?)[./_](\d+)(?=[./_])/,
  );
  if (named.size === 0) throw lost('neither caches nor names tell how many layers there are');
  return named.size;
}

function lost(why: string): RangeError {
  return new RangeError(`Find the residual stream: ${why}`);
}
