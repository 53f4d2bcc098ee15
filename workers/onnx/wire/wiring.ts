import type { Node } from './records.ts';
import type { Scan } from './scan.ts';

/** Who makes and who takes each tensor. */
export interface Wiring {
  /** Null for inputs and constants. */
  makerOf(tensor: string): Node | null;
  takersOf(tensor: string): readonly Node[];
  /** True for initialisers and the outputs of Constant nodes. */
  isConstant(tensor: string): boolean;
  /** The first tensor behind casts and copies. */
  behind(tensor: string): string;
  /** Those that take it, casts and copies passed over. */
  endsOf(tensor: string): readonly Node[];
}

/** Operations that hand on what they are given. */
const copies = ['Cast', 'CastLike', 'Identity', 'Dropout'];

/** Wires up a graph. */
export function wiringOf({ nodes, initializers }: Scan): Wiring {
  const makers = new Map<string, Node>();
  const takers = new Map<string, Node[]>();
  const constants = new Set(initializers.map(({ name }) => name));
  for (const node of nodes) {
    for (const output of node.outputs) {
      if (output === '') continue;
      makers.set(output, node);
      if (node.op === 'Constant') constants.add(output);
    }
    for (const input of new Set(node.inputs)) {
      const taking = takers.get(input);
      if (taking) taking.push(node);
      else takers.set(input, [node]);
    }
  }
  const takersOf = (tensor: string) => takers.get(tensor) ?? [];
  const passes = (node: Node | undefined): node is Node => node !== undefined && copies.includes(node.op);

  return {
    makerOf: (tensor) => makers.get(tensor) ?? null,
    takersOf,
    isConstant: (tensor) => constants.has(tensor),
    behind(tensor) {
      const seen = new Set<string>();
      let at = tensor;
      for (let maker = makers.get(at); passes(maker) && !seen.has(at); maker = makers.get(at)) {
        seen.add(at);
        at = maker.inputs[0] ?? at;
      }
      return at;
    },
    endsOf(tensor) {
      const ends = new Set<Node>();
      const seen = new Set<string>();
      const left = [tensor];
      for (let at = left.pop(); at !== undefined; at = left.pop()) {
        if (seen.has(at)) continue;
        seen.add(at);
        for (const node of takersOf(at)) {
          if (passes(node)) left.push(node.outputs[0] ?? '');
          else ends.add(node);
        }
      }
      return [...ends];
    },
  };
}
