import { weights } from '../../engines/fixtures/weights.ts';
import type { Draft } from './draft.ts';

/** Positions that a short convolution sees, its own included. */
const reach = 3;
const names = (layer: number) => ({ past: `past_conv.${layer}`, present: `present_conv.${layer}` });

/** Declares the state of a short convolution: the last inputs of each channel. */
export function declareConvolution(graph: Draft, layer: number, hidden: number): void {
  const { past, present } = names(layer);
  graph.input({ name: past, type: graph.float, shape: ['batch_size', hidden, reach] });
  graph.output({ name: present, type: graph.float, shape: ['batch_size', hidden, reach] });
}

/** The gated short convolution of LFM2: what comes in is gated, mixed over the last positions channel by channel, and gated again. */
export function shortConvolution(graph: Draft, layer: number, x: string, hidden: number): string {
  const of = (name: string) => `/model/layers.${layer}/conv/${name}`;
  const constant = (name: string, value: number) => graph.integers(`/model/constants/conv_${name}`, [value]);
  const { past, present } = names(layer);
  const parts = graph.linear(of('in_proj/MatMul_output_0'), x, hidden, 3 * hidden);
  const across = graph.node('Transpose', [parts], [of('Transpose_output_0')], { perm: [0, 2, 1] });
  const channels = (place: number, name: string) =>
    graph.node(
      'Slice',
      [
        across,
        constant(`from_${place}`, place * hidden),
        constant(`to_${place}`, (place + 1) * hidden),
        constant('axis1', 1),
      ],
      [of(name)],
    );
  const [before, after, inner] = [channels(0, 'B'), channels(1, 'C'), channels(2, 'x')];
  const gated = graph.node('Mul', [before, inner], [of('Mul_output_0')]);
  const all = graph.node('Concat', [past, gated], [of('Concat_output_0')], { axis: 2 });
  const far = constant('far', 2 ** 30);
  graph.node('Slice', [all, constant('last', -reach), far, constant('axis2', 2)], [present]);
  // The oldest remembered input lies beyond the reach of the first new position.
  const seen = graph.node('Slice', [all, constant('from_1st', 1), far, constant('axis2', 2)], [of('Slice_output_0')]);
  const kernel = graph.floats(
    `${of('conv')}.weight`,
    [hidden, 1, reach],
    weights(`${of('conv')}.weight`, hidden * reach, 2),
  );
  const mixed = graph.node('Conv', [seen, kernel], [of('Conv_output_0')], { group: hidden, kernel_shape: [reach] });
  const regated = graph.node('Mul', [after, mixed], [of('Mul_1_output_0')]);
  const back = graph.node('Transpose', [regated], [of('Transpose_1_output_0')], { perm: [0, 2, 1] });
  return graph.linear(of('out_proj/MatMul_output_0'), back, hidden, hidden);
}
