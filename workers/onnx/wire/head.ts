import type { Node } from './records.ts';
import type { Scan } from './scan.ts';
import { wiringOf, type Wiring } from './wiring.ts';

/** Where a decoder's scores come from. */
export interface Head {
  /** Next-token scores, [batch, length, vocabulary]. */
  readonly logits: string;
  /** How many tokens have a score; null where the graph does not say. */
  readonly vocabulary: number | null;
  /** The linear layer that makes them, if its rows do not depend on each other; null where that is not found. */
  readonly linear: Node | null;
}

/** What may stand between the linear layer and the scores: scaling, a bias, a soft cap. */
const pointwise = ['Mul', 'Div', 'Add', 'Tanh'];
/** Linear layers that take their input as [..., length, hidden] and treat every row alike. */
const linears = ['MatMul', 'MatMulNBits', 'MatMulBnb4', 'FusedMatMul'];

/** Finds the scores of a decoder. Throws a RangeError where the graph gives none. */
export function headOf(scan: Scan, wiring: Wiring = wiringOf(scan)): Head {
  const output = scan.outputs.find(({ name }) => name === 'logits');
  if (!output) throw new RangeError('Find scores: the graph has no output logits');
  const { name: logits, dims } = output;
  if (dims && dims.length !== 3) {
    throw new RangeError(`Find scores: logits have ${dims.length} axes, wanted batch, sequence and vocabulary`);
  }
  const last = dims?.at(-1);
  const vocabulary = typeof last === 'number' && last > 0 ? last : null;
  let at = wiring.behind(logits);
  for (let steps = 0; steps < 8; steps++) {
    const maker = wiring.makerOf(at);
    if (!maker) break;
    const given = maker.inputs.filter((input) => !wiring.isConstant(input));
    if (linears.includes(maker.op)) return { logits, vocabulary, linear: isLinear(maker, wiring) ? maker : null };
    if (!pointwise.includes(maker.op) || given.length !== 1) break;
    at = wiring.behind(given[0] as string);
  }
  return { logits, vocabulary, linear: null };
}

/** True where all but the first input come from constants alone. */
function isLinear({ inputs }: Node, wiring: Wiring): boolean {
  return inputs.length > 1 && inputs[0] !== '' && inputs.slice(1).every((input) => fromConstants(input, wiring));
}

/** A tied embedding is turned, or unpacked first. */
const turns = ['Transpose', 'Cast', 'Identity', 'DequantizeLinear', 'Reshape'];

function fromConstants(tensor: string, wiring: Wiring, depth = 4): boolean {
  if (tensor === '' || wiring.isConstant(tensor)) return true;
  const maker = wiring.makerOf(tensor);
  if (!maker || depth === 0 || !turns.includes(maker.op)) return false;
  return maker.inputs.every((input) => fromConstants(input, wiring, depth - 1));
}
