import { describe, expect, test } from 'vitest';
import { namesFor } from '../../../workers/onnx/wire/names.ts';
import { patched } from '../../../workers/onnx/wire/patch.ts';
import { plainAttention } from '../../../workers/onnx/wire/plain-attention.ts';
import { scan } from '../../../workers/onnx/wire/scan.ts';
import { graphMaker, type Attribute } from '../fixtures/onnx-graph.ts';
import { weights } from '../fixtures/weights.ts';
import { decoder, small } from './decoder.ts';
import { encoder } from './encoder.ts';
import { gap, open, rowsOf } from './running.ts';

const sizes = { heads: 4, kvHeads: 2, headSize: 16, positions: 64 };
const width = sizes.heads * sizes.headSize;
const kvWidth = sizes.kvHeads * sizes.headSize;

/** One attention on given numbers; `turned` of each head's numbers are turned by position. */
function attention({
  attributes = {},
  packed = false,
  turned = sizes.headSize,
  inputs = [],
}: {
  attributes?: Readonly<Record<string, Attribute>>;
  packed?: boolean;
  turned?: number;
  inputs?: readonly string[];
}) {
  const graph = graphMaker();
  graph.input({ name: 'attention_mask', type: 'int64', shape: ['batch', 'total'] });
  const given = packed
    ? [['query', width + 2 * kvWidth] as const]
    : ([
        ['query', width],
        ['key', kvWidth],
        ['value', kvWidth],
      ] as const);
  for (const [name, size] of given) graph.input({ name, type: 'float32', shape: ['batch', 'sequence', size] });
  const cache = (length: string) => ['batch', sizes.kvHeads, length, sizes.headSize];
  for (const kind of ['key', 'value']) {
    graph.input({ name: `past_key_values.0.${kind}`, type: 'float32', shape: cache('past') });
    graph.output({ name: `present.0.${kind}`, type: 'float32', shape: cache('total') });
  }
  const axis = graph.constant('axis', 'int64', [1], [1]);
  const real = graph.node('ReduceSum', ['attention_mask', axis], ['sum'], { keepdims: 0 });
  const last = graph.node('Sub', [real, graph.constant('one', 'int64', [1], [1])], ['last']);
  const lengths = graph.node('Cast', [last], ['lengths'], { to: 6 });
  const shape = graph.node('Shape', ['attention_mask'], ['shape']);
  const at1 = graph.constant('at1', 'int64', [], [1]);
  const total = graph.node('Cast', [graph.node('Gather', [shape, at1], ['total64'])], ['total'], { to: 6 });
  const table = Array.from(
    { length: (sizes.positions * turned) / 2 },
    (_, i) => Math.floor((2 * i) / turned) / 10000 ** ((2 * (i % (turned / 2))) / turned),
  );
  const cos = graph.constant('cos', 'float32', [sizes.positions, turned / 2], table.map(Math.cos));
  const sin = graph.constant('sin', 'float32', [sizes.positions, turned / 2], table.map(Math.sin));
  const three = packed ? ['query', '', ''] : ['query', 'key', 'value'];
  graph.node(
    'GroupQueryAttention',
    [...three, 'past_key_values.0.key', 'past_key_values.0.value', lengths, total, cos, sin, ...inputs],
    ['attended', 'present.0.key', 'present.0.value'],
    { num_heads: sizes.heads, kv_num_heads: sizes.kvHeads, ...attributes },
    'com.microsoft',
  );
  graph.output({ name: 'attended', type: 'float32', shape: ['batch', 'sequence', width] });
  return graph.file();
}

async function writtenOut(file: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const found = await scan(file);
  const patch = await plainAttention(found, namesFor(found));
  if (!patch) throw new Error('there must be an attention to write out');
  return patched(file, patch);
}

describe('plainAttention', () => {
  test.each([
    ['as it is', {}],
    ['with its own scale', { attributes: { scale: { float: 0.3 } } }],
    ['with rotary embedding', { attributes: { do_rotary: 1 } }],
    ['with rotary embedding of neighbours', { attributes: { do_rotary: 1, rotary_interleaved: 1 } }],
    ['with soft caps', { attributes: { do_rotary: 1, softcap: { float: 2 } } }],
    ['with a window', { attributes: { do_rotary: 1, local_window_size: 5 } }],
    ['with query, key and value in one', { packed: true, attributes: { do_rotary: 1 } }],
  ] as const)('an attention %s: the same as the fused one, with and without a past', async (_, made) => {
    const file = attention(made);
    const [fused, plain] = [await open(file), await open(await writtenOut(file))];
    for (const [batch, past, length] of [
      [3, 0, 21],
      [1, 13, 9],
      [2, 17, 1],
    ] as const) {
      const tensor = (name: string, dims: readonly number[]) => {
        const size = dims.reduce((product, one) => product * one, 1);
        return { float32: [...weights(name, size, 4)], dims };
      };
      const cache = [batch, sizes.kvHeads, past, sizes.headSize];
      const total = past + length;
      const besides = {
        attention_mask: { int64: new Array<number>(batch * total).fill(1), dims: [batch, total] },
        query: tensor('q', [batch, length, 'packed' in made ? width + 2 * kvWidth : width]),
        key: tensor('k', [batch, length, kvWidth]),
        value: tensor('v', [batch, length, kvWidth]),
        'past_key_values.0.key': tensor('pk', cache),
        'past_key_values.0.value': tensor('pv', cache),
      };
      const fetch = ['attended', 'present.0.key', 'present.0.value'];
      const [one, two] = [await fused.run([], fetch, besides), await plain.run([], fetch, besides)];
      for (const name of fetch) {
        expect(two[name]?.dims).toEqual(one[name]?.dims);
        expect(gap(two[name]?.data, one[name]?.data)).toBeLessThan(2e-6);
      }
    }
    await fused.end();
    await plain.end();
  });

  test('a whole decoder: the same scores', async () => {
    const file = decoder({ ...small, keep: true });
    const [fused, plain] = [await open(file), await open(await writtenOut(file))];
    const rows = rowsOf(2, 40, small.vocabulary);
    const [one, two] = [await fused.run(rows, ['logits']), await plain.run(rows, ['logits'])];
    expect(gap(two['logits']?.data, one['logits']?.data)).toBeLessThan(1e-4);
    await fused.end();
    await plain.end();
  });

  test('a graph without it: nothing to do', async () => {
    const found = await scan(encoder({ layers: 1, writtenOut: false, reveal: [] }));
    expect(await plainAttention(found, namesFor(found))).toBeNull();
  });

  test.each([
    ['a sink', { attributes: { smooth_softmax: 1 } }],
    ['4 heads on 3', { attributes: { kv_num_heads: 3 } }],
  ] as const)('%s: refused', async (words, made) => {
    await expect(writtenOut(attention(made))).rejects.toThrow(words);
  });
});
