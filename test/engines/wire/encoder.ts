import { graphMaker } from '../fixtures/onnx-graph.ts';
import type { Bytes } from '../fixtures/protobuf.ts';
import { weights } from '../fixtures/weights.ts';

const hidden = 16;
const vocabulary = 64;

/** An encoder that norms after adding, as BERT does, with the norm in one node or written out; attention is bare. */
export function encoder({
  layers,
  writtenOut,
  reveal,
}: {
  layers: number;
  writtenOut: boolean;
  reveal: string[];
}): Bytes {
  const graph = graphMaker();
  const random = (name: string, shape: readonly number[]) =>
    graph.constant(
      name,
      'float32',
      shape,
      weights(
        name,
        shape.reduce((a, b) => a * b, 1),
        1.2,
      ),
    );
  const linear = (name: string, x: string) => {
    const product = graph.node('MatMul', [x, random(`${name}.weight`, [hidden, hidden])], [`${name}/MatMul_output_0`]);
    return graph.node('Add', [random(`${name}.bias`, [hidden]), product], [`${name}/Add_output_0`]);
  };
  graph.constant('two', 'float32', [], [2]);
  graph.constant('epsilon', 'float32', [], [1e-12]);

  function norm(name: string, x: string, output: string): string {
    const [weight, bias] = [random(`${name}.weight`, [hidden]), random(`${name}.bias`, [hidden])];
    if (!writtenOut) return graph.node('LayerNormalization', [x, weight, bias], [output], { axis: -1 });
    const mean = graph.node('ReduceMean', [x], [`${name}/ReduceMean_output_0`], { axes: [-1] });
    const centred = graph.node('Sub', [x, mean], [`${name}/Sub_output_0`]);
    const square = graph.node('Pow', [centred, 'two'], [`${name}/Pow_output_0`]);
    const spread = graph.node('ReduceMean', [square], [`${name}/ReduceMean_1_output_0`], { axes: [-1] });
    const root = graph.node(
      'Sqrt',
      [graph.node('Add', [spread, 'epsilon'], [`${name}/Add_output_0`])],
      [`${name}/Sqrt`],
    );
    const scaled = graph.node(
      'Mul',
      [graph.node('Div', [centred, root], [`${name}/Div_output_0`]), weight],
      [`${name}/Mul`],
    );
    return graph.node('Add', [scaled, bias], [output]);
  }

  graph.input({ name: 'input_ids', type: 'int64', shape: ['batch', 'sequence'] });
  graph.input({ name: 'token_type_ids', type: 'int64', shape: ['batch', 'sequence'] });
  const words = graph.node(
    'Gather',
    [random('words', [vocabulary, hidden]), 'input_ids'],
    ['/embeddings/Gather_output_0'],
  );
  const types = graph.node(
    'Gather',
    [random('types', [2, hidden]), 'token_type_ids'],
    ['/embeddings/Gather_1_output_0'],
  );
  const both = graph.node('Add', [words, types], ['/embeddings/Add_output_0']);
  let x = norm('/embeddings/LayerNorm', both, '/embeddings/LayerNorm/Add_1_output_0');
  for (let layer = 0; layer < layers; layer++) {
    const of = (name: string) => `/encoder/layer.${layer}/${name}`;
    const turned = graph.node('Transpose', [linear(of('key'), x)], [of('Transpose_output_0')], { perm: [0, 2, 1] });
    const scores = graph.node('MatMul', [linear(of('query'), x), turned], [of('MatMul_output_0')]);
    const shares = graph.node('Softmax', [scores], [of('Softmax_output_0')], { axis: -1 });
    const seen = linear(
      of('output'),
      graph.node('MatMul', [shares, linear(of('value'), x)], [of('MatMul_1_output_0')]),
    );
    const middle = norm(
      of('LayerNorm'),
      graph.node('Add', [seen, x], [of('Add_output_0')]),
      of('LayerNorm/Add_1_output_0'),
    );
    const bent = graph.node('Tanh', [linear(of('intermediate'), middle)], [of('Tanh_output_0')]);
    const sum = graph.node('Add', [linear(of('dense'), bent), middle], [of('Add_1_output_0')]);
    const output = layer === layers - 1 ? 'last_hidden_state' : of('output/LayerNorm/Add_1_output_0');
    x = norm(of('output/LayerNorm'), sum, output);
  }
  graph.output({ name: 'last_hidden_state', type: 'float32', shape: ['batch', 'sequence', hidden] });
  for (const name of reveal) graph.output({ name, type: 'float32', shape: ['batch', 'sequence', hidden] });
  return graph.file();
}
