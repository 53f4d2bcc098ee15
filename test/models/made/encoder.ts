import type { Bytes } from '../../engines/fixtures/protobuf.ts';
import { weights } from '../../engines/fixtures/weights.ts';
import { draft, type Dtype } from './draft.ts';

/** An encoder to make. */
export interface EncoderMade {
  readonly dtype: Dtype;
  readonly vocabulary: number;
  readonly hidden: number;
  readonly heads: number;
  readonly inner: number;
  readonly layers: number;
  readonly positions: number;
}

/** An encoder with weights that mean nothing, written out as Optimum exports all-MiniLM-L6-v2 and its like. */
export function makeEncoder({ dtype, vocabulary, hidden, heads, inner, layers, positions }: EncoderMade): Bytes {
  const graph = draft(dtype);
  const headSize = hidden / heads;
  for (const name of ['input_ids', 'attention_mask', 'token_type_ids']) {
    graph.input({ name, type: 'int64', shape: ['batch_size', 'sequence_length'] });
  }
  const number = (name: string, value: number) => graph.floats(`/constants/${name}`, [], [value]);
  const integers = (name: string, values: readonly number[], shape?: readonly number[]) =>
    graph.integers(`/constants/${name}`, values, shape);
  const [two, epsilon, one, half, root] = [
    number('two', 2),
    number('epsilon', dtype === 'fp16' ? 1e-7 : 1e-12),
    number('one', 1),
    number('half', 0.5),
    number('sqrt2', Math.SQRT2),
  ];
  const vector = (name: string, around: number) =>
    graph.floats(
      name,
      [hidden],
      weights(name, hidden, 0.5).map((value) => around + value),
    );

  function norm(name: string, x: string, output = `${name}/Add_1_output_0`): string {
    const of = (part: string) => `${name}/${part}_output_0`;
    const mean = graph.node('ReduceMean', [x], [of('ReduceMean')], { axes: [-1] });
    const centred = graph.node('Sub', [x, mean], [of('Sub')]);
    const square = graph.node('Pow', [centred, two], [of('Pow')]);
    const spread = graph.node('ReduceMean', [square], [of('ReduceMean_1')], { axes: [-1] });
    const deviation = graph.node('Sqrt', [graph.node('Add', [spread, epsilon], [of('Add')])], [of('Sqrt')]);
    const scaled = graph.node('Div', [centred, deviation], [of('Div')]);
    const weighted = graph.node('Mul', [scaled, vector(`${name}.weight`, 1)], [of('Mul')]);
    return graph.node('Add', [weighted, vector(`${name}.bias`, 0)], [output]);
  }
  function linear(name: string, x: string, from: number, to: number): string {
    const product = graph.linear(`${name}/MatMul_output_0`, x, from, to);
    return graph.node('Add', [graph.random(`${name}.bias`, [to], 0.2), product], [`${name}/Add_output_0`]);
  }

  const table = (name: string, rows: number) => graph.random(`embeddings.${name}.weight`, [rows, hidden], 1);
  const words = graph.node(
    'Gather',
    [table('word_embeddings', vocabulary), 'input_ids'],
    ['/embeddings/Gather_output_0'],
  );
  const types = graph.node(
    'Gather',
    [table('token_type_embeddings', 2), 'token_type_ids'],
    ['/embeddings/Gather_1_output_0'],
  );
  const both = graph.node('Add', [words, types], ['/embeddings/Add_output_0']);
  const shape = graph.node('Shape', ['input_ids'], ['/embeddings/Shape_output_0']);
  const length = graph.node('Slice', [shape, integers('at1', [1]), integers('at2', [2])], ['/embeddings/length']);
  const places = graph.node(
    'Slice',
    [table('position_embeddings', positions), integers('at0', [0]), length, integers('at0', [0])],
    ['/embeddings/Slice_output_0'],
  );
  let x = norm('/embeddings/LayerNorm', graph.node('Add', [both, places], ['/embeddings/Add_1_output_0']));

  const wide = graph.node('Unsqueeze', ['attention_mask', integers('axes12', [1, 2])], ['/Unsqueeze_output_0']);
  const real = graph.node('Cast', [wide], ['/Cast_output_0'], { to: dtype === 'fp16' ? 10 : 1 });
  const hole = graph.node('Sub', [one, real], ['/Sub_output_0']);
  const bias = graph.node(
    'Mul',
    [hole, number('lowest', dtype === 'fp16' ? -65504 : -3.4028234663852886e38)],
    ['/Mul_output_0'],
  );

  const headRoot = number('root', Math.sqrt(headSize));
  for (let layer = 0; layer < layers; layer++) {
    const of = (name: string) => `/encoder/layer.${layer}/${name}`;
    const split = (name: string, perm: readonly number[]) => {
      const projected = linear(of(`attention/self/${name}`), x, hidden, hidden);
      const shaped = graph.node(
        'Reshape',
        [projected, integers('split', [0, 0, heads, headSize])],
        [`${projected}/Reshape`],
      );
      return graph.node('Transpose', [shaped], [`${projected}/Transpose`], { perm });
    };
    const raw = graph.node(
      'MatMul',
      [split('query', [0, 2, 1, 3]), split('key', [0, 2, 3, 1])],
      [of('attention/self/MatMul_output_0')],
    );
    const scaled = graph.node('Div', [raw, headRoot], [of('attention/self/Div_output_0')]);
    const masked = graph.node('Add', [scaled, bias], [of('attention/self/Add_output_0')]);
    const shares = graph.node('Softmax', [masked], [of('attention/self/Softmax_output_0')], { axis: -1 });
    const mixed = graph.node(
      'MatMul',
      [shares, split('value', [0, 2, 1, 3])],
      [of('attention/self/MatMul_1_output_0')],
    );
    const back = graph.node('Transpose', [mixed], [of('attention/self/Transpose_3_output_0')], { perm: [0, 2, 1, 3] });
    const joined = graph.node(
      'Reshape',
      [back, integers('joined', [0, 0, hidden])],
      [of('attention/self/Reshape_3_output_0')],
    );
    const seen = linear(of('attention/output/dense'), joined, hidden, hidden);
    const middle = norm(
      of('attention/output/LayerNorm'),
      graph.node('Add', [seen, x], [of('attention/output/Add_output_0')]),
    );
    const bent = linear(of('intermediate/dense'), middle, hidden, inner);
    // GELU, as PyTorch's exporter writes it.
    const error = graph.node(
      'Erf',
      [graph.node('Div', [bent, root], [of('intermediate/Div_output_0')])],
      [of('intermediate/Erf_output_0')],
    );
    const whole = graph.node(
      'Mul',
      [bent, graph.node('Add', [error, one], [of('intermediate/Add_output_0')])],
      [of('intermediate/Mul_output_0')],
    );
    const gelu = graph.node('Mul', [whole, half], [of('intermediate/Mul_1_output_0')]);
    const sum = graph.node(
      'Add',
      [linear(of('output/dense'), gelu, inner, hidden), middle],
      [of('output/Add_output_0')],
    );
    x = norm(of('output/LayerNorm'), sum, layer === layers - 1 ? 'last_hidden_state' : undefined);
  }
  graph.output({ name: 'last_hidden_state', type: graph.float, shape: ['batch_size', 'sequence_length', hidden] });
  return graph.file();
}
