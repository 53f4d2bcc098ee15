import type { Drawing } from './drawing.ts';

/** How vectors are turned by their position. */
export interface Rotary {
  /** [sequence, turned / 2], those of the positions that are computed. */
  readonly cos: string;
  readonly sin: string;
  /** How many numbers of each vector are turned; the rest stay as they are. */
  readonly turned: number;
  readonly headSize: number;
  /** Neighbours are turned against each other, in place of the first half against the second. */
  readonly interleaved: boolean;
}

/** Turns x [batch, heads, sequence, headSize] by its position (Su et al. 2021); returns the new tensor. */
export function rotate({ node, integers }: Drawing, x: string, rotary: Rotary): string {
  const { cos, sin, turned, headSize, interleaved } = rotary;
  const slice = (from: number, to: number, step = 1) =>
    node('Slice', [x, integers([from]), integers([to]), integers([3]), integers([step])]);
  const [left, right] = interleaved
    ? [slice(0, turned, 2), slice(1, turned, 2)]
    : [slice(0, turned / 2), slice(turned / 2, turned)];
  const times = (a: string, b: string) => node('Mul', [a, b]);
  const first = node('Sub', [times(left, cos), times(right, sin)]);
  const second = node('Add', [times(right, cos), times(left, sin)]);
  const rest = turned < headSize ? [slice(turned, headSize)] : [];
  if (!interleaved) return node('Concat', [first, second, ...rest], { axis: 3 });
  const last = integers([4]);
  const pairs = node('Concat', [node('Unsqueeze', [first, last]), node('Unsqueeze', [second, last])], { axis: 4 });
  const flat = node('Reshape', [pairs, integers([0, 0, 0, turned])]);
  return rest.length === 0 ? flat : node('Concat', [flat, ...rest], { axis: 3 });
}
