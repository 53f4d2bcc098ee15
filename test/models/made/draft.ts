import { graphMaker, type GraphMaker } from '../../engines/fixtures/onnx-graph.ts';
import { weights } from '../../engines/fixtures/weights.ts';

/** How the weights of a made model are kept, by the name that its file has in Hugging Face folders. */
export type Dtype = 'fp32' | 'fp16' | 'q8' | 'q4';

/** A graph whose floats are all of one type, and whose linear layers are kept as its dtype says. */
export interface Draft extends GraphMaker {
  /** What vectors are computed in. */
  readonly float: 'float32' | 'float16';
  /** Random weights that the name decides (fixtures/weights.ts), in [-scale / 2, scale / 2). */
  random(name: string, shape: readonly number[], scale: number): string;
  floats(name: string, shape: readonly number[], values: ArrayLike<number>): string;
  /** May be asked for more than once under the same name. */
  integers(name: string, values: readonly number[], shape?: readonly number[]): string;
  /** x [..., from] times weights [from, to]; the scale keeps the size of x. */
  linear(name: string, x: string, from: number, to: number, scale?: number): string;
}

/** Rows that share one scale in 4 bits. */
const block = 32;

/** An empty draft. */
export function draft(dtype: Dtype): Draft {
  const graph = graphMaker();
  const float = dtype === 'fp16' ? 'float16' : 'float32';
  const floats: Draft['floats'] = (name, shape, values) => graph.constant(name, float, shape, values);
  /** What has been drawn already and is wanted again. */
  const seen = new Set<string>();
  const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

  /** As dynamic quantisation leaves it: both sides in 8 bits, the activations' scale taken from the whole tensor. */
  function eightBits(name: string, x: string, from: number, to: number, values: Float32Array): string {
    const top = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127;
    const rounded = values.map((value) => Math.round(value / top));
    const weight = graph.constant(`${name}.weight_quantized`, 'int8', [from, to], rounded);
    const [quantized, scale, zero] = [`${x}_quantized`, `${x}_scale`, `${x}_zero_point`];
    if (!seen.has(x)) graph.node('DynamicQuantizeLinear', [x], [quantized, scale, zero]);
    seen.add(x);
    const none = graph.constant(`${name}.weight_zero_point`, 'int8', [], [0]);
    const product = graph.node('MatMulInteger', [quantized, weight, zero, none], [`${name}_integer`]);
    const cast = graph.node('Cast', [product], [`${name}_cast`], { to: 1 });
    const scales = [scale, graph.constant(`${name}.weight_scale`, 'float32', [], [top])];
    return graph.node('Mul', [cast, graph.node('Mul', scales, [`${name}_scales`])], [name]);
  }
  /** Four bits, a scale for every 32 rows of each column. */
  function fourBits(name: string, x: string, from: number, to: number, values: Float32Array): string {
    const blocks = Math.ceil(from / block);
    const packed = new Uint8Array((to * blocks * block) / 2).fill(0x88);
    const scales = new Float32Array(to * blocks);
    for (let column = 0; column < to; column++) {
      for (let at = 0; at < blocks; at++) {
        const rows = Array.from({ length: Math.min(block, from - at * block) }, (_, i) => at * block + i);
        const scale = Math.max(...rows.map((row) => Math.abs(values[row * to + column] as number))) / 7 || 1;
        scales[column * blocks + at] = scale;
        for (const row of rows) {
          const four = Math.round((values[row * to + column] as number) / scale) + 8;
          const place = (column * blocks * block + row) >> 1;
          const byte = packed[place] as number;
          packed[place] = row % 2 === 0 ? (byte & 0xf0) | four : (byte & 0x0f) | (four << 4);
        }
      }
    }
    const weight = graph.constant(`${name}.weight_Q4`, 'uint8', [to, blocks, block / 2], packed);
    const scale = graph.constant(`${name}.weight_scales`, 'float32', [to * blocks], scales);
    const attributes = { K: from, N: to, bits: 4, block_size: block };
    return graph.node('MatMulNBits', [x, weight, scale], [name], attributes, 'com.microsoft');
  }

  return {
    ...graph,
    float,
    floats,
    random: (name, shape, scale) => floats(name, shape, weights(name, sizeOf(shape), scale)),
    integers(name, values, shape = [values.length]) {
      if (!seen.has(name)) graph.constant(name, 'int64', shape, values);
      seen.add(name);
      return name;
    },
    linear(name, x, from, to, scale = 4 / Math.sqrt(from)) {
      const values = weights(`${name}.weight`, from * to, scale);
      if (dtype === 'q8') return eightBits(name, x, from, to, values);
      if (dtype === 'q4') return fourBits(name, x, from, to, values);
      return graph.node('MatMul', [x, floats(`${name}.weight`, [from, to], values)], [name]);
    },
  };
}
