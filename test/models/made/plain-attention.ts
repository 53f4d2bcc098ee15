import { angles, at, cachesOf, type AttentionSizes, type DrawAttention } from './attention.ts';
import type { Draft } from './draft.ts';

/** Grouped-query attention in operators of ONNX alone, as exporters of PyTorch write it out; needs `position_ids`. */
export function plainAttention(graph: Draft, sizes: AttentionSizes): DrawAttention {
  const { heads, kvHeads, headSize } = sizes;
  const constant = (name: string, values: readonly number[], shape?: readonly number[]) =>
    graph.integers(`/model/constants/${name}`, values, shape);
  const [nought, one] = [constant('nought', [0], []), constant('one_scalar', [1], [])];
  const [first, half, end, last] = [
    constant('first', [0]),
    constant('half', [headSize / 2]),
    constant('end', [headSize]),
    constant('last', [-1]),
  ];
  const axis1 = constant('axis1', [1]);
  const lengthOf = (tensor: string, name: string) =>
    graph.node('Gather', [graph.node('Shape', [tensor], [`${name}/Shape`]), one], [name]);
  const total = lengthOf('attention_mask', '/model/total');
  const past = graph.node('Sub', [total, lengthOf('input_ids', '/model/length')], ['/model/past']);
  const columns = graph.node('Range', [nought, total, one], ['/model/columns']);
  const rows = graph.node(
    'Unsqueeze',
    [graph.node('Range', [past, total, one], ['/model/rows']), axis1],
    ['/model/rows/Unsqueeze'],
  );
  const seen = graph.node('LessOrEqual', [columns, rows], ['/model/seen']);
  const wall = [graph.floats('/model/open', [], [0]), graph.floats('/model/shut', [], [-60000])];
  const bias = graph.node('Where', [seen, ...wall], ['/model/causal_mask']);
  const table = [sizes.positions, headSize];
  const both = angles(sizes);
  const twice = Array.from({ length: sizes.positions * headSize }, (_, i) => {
    const [row, column] = [Math.floor(i / headSize), i % headSize];
    return both[row * (headSize / 2) + (column % (headSize / 2))] as number;
  });
  const turns = (['cos', 'sin'] as const).map((name) => {
    const rowsOf = graph.floats(`${name}_cache`, table, twice.map(Math[name]));
    const taken = graph.node('Gather', [rowsOf, 'position_ids'], [`/model/rotary_emb/${name}`]);
    return graph.node('Unsqueeze', [taken, axis1], [`/model/rotary_emb/${name}/Unsqueeze`]);
  });

  function split(x: string, count: number): string {
    const shaped = graph.node(
      'Reshape',
      [x, graph.integers(`${x}/split`, [0, 0, count, headSize])],
      [`${x}/Reshape_output_0`],
    );
    return graph.node('Transpose', [shaped], [`${x}/Transpose_output_0`], { perm: [0, 2, 1, 3] });
  }
  function rotate(x: string): string {
    const [left, right] = [
      graph.node('Slice', [x, first, half, last], [`${x}/Slice_output_0`]),
      graph.node('Slice', [x, half, end, last], [`${x}/Slice_1_output_0`]),
    ];
    const turned = graph.node('Concat', [graph.node('Neg', [right], [`${x}/Neg_output_0`]), left], [`${x}/Concat`], {
      axis: -1,
    });
    const [cos, sin] = turns as [string, string];
    const parts = [graph.node('Mul', [x, cos], [`${x}/Mul`]), graph.node('Mul', [turned, sin], [`${x}/Mul_1`])];
    return graph.node('Add', parts, [`${x}/rotated`]);
  }
  /** Each key head serves `heads / kvHeads` heads in a row. */
  function repeated(x: string): string {
    if (heads === kvHeads) return x;
    const wide = graph.node('Unsqueeze', [x, constant('axis2', [2])], [`${x}/Unsqueeze`]);
    const copies = graph.node('Concat', new Array<string>(heads / kvHeads).fill(wide), [`${x}/Expand`], { axis: 2 });
    const shape = graph.integers(`${x}/shape`, [0, heads, -1, headSize]);
    return graph.node('Reshape', [copies, shape], [`${x}/repeated`]);
  }
  const scale = graph.floats('/model/scale', [], [1 / Math.sqrt(headSize)]);
  return (layer, query, key, value) => {
    const [keys, values] = cachesOf(layer);
    const q = rotate(split(query, heads));
    graph.node('Concat', [keys.past, rotate(split(key, kvHeads))], [keys.present], { axis: 2 });
    graph.node('Concat', [values.past, split(value, kvHeads)], [values.present], { axis: 2 });
    const k = graph.node('Transpose', [repeated(keys.present)], [at(layer, 'keys')], { perm: [0, 1, 3, 2] });
    const raw = graph.node('MatMul', [q, k], [at(layer, 'MatMul_output_0')]);
    const scaled = graph.node('Mul', [raw, scale], [at(layer, 'Mul_output_0')]);
    const masked = graph.node('Add', [scaled, bias], [at(layer, 'Add_output_0')]);
    const shares = graph.node('Softmax', [masked], [at(layer, 'Softmax_output_0')], { axis: -1 });
    const mixed = graph.node('MatMul', [shares, repeated(values.present)], [at(layer, 'MatMul_1_output_0')]);
    const back = graph.node('Transpose', [mixed], [at(layer, 'Transpose_output_0')], { perm: [0, 2, 1, 3] });
    const joined = constant('joined', [0, 0, heads * headSize]);
    return graph.node('Reshape', [back, joined], [at(layer, 'Reshape_output_0')]);
  };
}
