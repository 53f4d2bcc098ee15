import { describe, expect, test } from 'vitest';
import { externalise } from '../../../workers/onnx/wire/externalise.ts';
import { scan } from '../../../workers/onnx/wire/scan.ts';
import { decoder, small } from './decoder.ts';
import { candid, gap, open, rowsOf } from './running.ts';

const models: readonly (readonly [string, Uint8Array | null])[] = [
  ['a fused decoder', decoder({ ...small, keep: true })],
  ['a plain decoder', decoder({ ...small, style: 'plain' })],
  ['candid', candid],
];

describe('externalise', () => {
  test.each(models.filter(([, file]) => file))('%s: the same scores, from a small graph', async (_, file) => {
    const whole = file as Uint8Array<ArrayBuffer>;
    const { graph, moved } = await externalise(await scan(new Blob([whole])), 'model.onnx');
    expect(graph.length + moved).toBeLessThan(whole.length * 1.1);
    expect(graph.length).toBeLessThan(whole.length / 2);
    const rows = rowsOf(2, 9, 90);
    const inline = await open(whole);
    const outside = await open(graph, [{ path: 'model.onnx', data: new Blob([whole]) }]);
    const [one, two] = [await inline.run(rows, ['logits']), await outside.run(rows, ['logits'])];
    expect(gap(one['logits']?.data, two['logits']?.data)).toBe(0);
    await inline.end();
    await outside.end();
  });

  test('twice, the second time with nothing left: constants in two files, or the same graph', async () => {
    const whole = decoder(small);
    const first = await externalise(await scan(whole), 'model.onnx');
    const again = await externalise(await scan(first.graph), 'other.onnx');
    expect(again.moved).toBe(0);
    expect(again.graph).toEqual(first.graph);
  });

  test('a name that the graph uses for another file: refused', async () => {
    const { graph } = await externalise(await scan(decoder(small)), 'model.onnx_data');
    await expect(externalise(await scan(graph), 'model.onnx_data')).rejects.toThrow(RangeError);
  });

  test('weights in two files: the graph, and the data that it came with', async () => {
    const whole = decoder({ ...small, vocabulary: 200 });
    const found = await scan(whole);
    const table = found.initializers.filter(({ name }) => name.includes('embed'));
    // As an exporter would leave it: one tensor outside, the others inside.
    const partly = await externalise(
      {
        ...found,
        initializers: found.initializers.map((each) =>
          table.includes(each) ? each : { ...each, place: { kind: 'listed' } },
        ),
      },
      'model.onnx_data',
    );
    const both = await externalise(await scan(partly.graph), 'model.onnx');
    expect(both.moved).toBeGreaterThan(0);
    const opened = await open(both.graph, [
      { path: 'model.onnx_data', data: new Blob([whole]) },
      { path: 'model.onnx', data: new Blob([partly.graph]) },
    ]);
    const plain = await open(whole);
    const rows = rowsOf(1, 12, 200);
    const [one, two] = [await plain.run(rows, ['logits']), await opened.run(rows, ['logits'])];
    expect(gap(one['logits']?.data, two['logits']?.data)).toBe(0);
    await plain.end();
    await opened.end();
  });
});
