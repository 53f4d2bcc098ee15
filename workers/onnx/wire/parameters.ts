import { numbersOf } from './attributes.ts';
import type { Scan } from './scan.ts';
import { elements } from './schema.ts';

/** Linear layers and tables whose second (or first) input is packed, several numbers to a byte. */
const packed: Readonly<Record<string, number>> = { MatMulNBits: 1, MatMulBnb4: 1, GatherBlockQuantized: 0 };
/** Inputs that are computed beforehand, not trained: tables of angles. */
const tables: Readonly<Record<string, readonly number[]>> = { GroupQueryAttention: [7, 8], RotaryEmbedding: [2, 3] };
/** Quantised weights have one byte for each number. */
const bytes = [2, 3];
const floats: readonly number[] = [elements.float32, elements.float16, 16];
/** Smaller constants are scales, zero points and the like. */
const smallest = 16;

/**
 * How many trained numbers a graph holds, each tied weight once; null where there are none. Scales and zero points of
 * quantised weights are not counted, nor tables of angles.
 */
export async function parametersOf({ source, nodes, initializers }: Scan): Promise<number | null> {
  const perByte = new Map<string, number>();
  const left = new Set<string>();
  for (const node of nodes) {
    for (const place of tables[node.op] ?? []) left.add(node.inputs[place] ?? '');
    const place = packed[node.op];
    if (place === undefined) continue;
    const bits = node.op === 'MatMulBnb4' ? 4 : ((await numbersOf(source, node)).get('bits') ?? 4);
    perByte.set(node.inputs[place] ?? '', 8 / bits);
    // What else such a node takes from constants are scales and zero points.
    for (const input of node.inputs.slice(1)) if (!perByte.has(input)) left.add(input);
  }
  let count = 0;
  for (const { name, type, dims } of initializers) {
    const size = dims.reduce((product, length) => product * length, 1);
    if (left.has(name) || size < smallest) continue;
    if (perByte.has(name)) count += size * (perByte.get(name) ?? 1);
    else if (floats.includes(type) || (bytes.includes(type) && dims.length > 1)) count += size;
  }
  return count === 0 ? null : count;
}
