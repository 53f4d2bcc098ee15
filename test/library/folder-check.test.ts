import { describe, expect, test } from 'vitest';
import { counts, faultOfFolder, graphsOf } from '../../workers/library/folder-check.ts';
import { decoderFolder } from '../engines/fixtures/folders.ts';

function blobs(changes: Readonly<Record<string, string | Uint8Array<ArrayBuffer> | null>> = {}): Map<string, Blob> {
  const found = new Map<string, Blob>();
  for (const { path, from } of decoderFolder().files) if (from instanceof Blob) found.set(path, from);
  for (const [path, content] of Object.entries(changes)) {
    if (content === null) found.delete(path);
    else found.set(path, new Blob([content]));
  }
  return found;
}

describe('faultOfFolder', () => {
  test('a model has none', async () => {
    expect(await faultOfFolder(blobs())).toBeNull();
  });

  test.each<[string, Parameters<typeof blobs>[0], RegExp]>([
    ['no configuration', { 'config.json': null }, /no config\.json/],
    ['no tokenizer', { 'tokenizer.json': null }, /no tokenizer\.json/],
    ['no graph', { 'onnx/model.onnx': null }, /no ONNX graph/],
    ['an empty tokenizer', { 'tokenizer.json': '' }, /tokenizer\.json is empty/],
    ['a tokenizer that is no JSON', { 'tokenizer.json': '<html>' }, /tokenizer\.json is no JSON/],
    ['an empty graph', { 'onnx/model.onnx': '' }, /it is empty/],
    ['a renamed zip', { 'onnx/model.onnx': 'PK\u0003\u0004' }, /zip archive/],
    ['a graph of noise', { 'onnx/model.onnx': 'hello, this is not a graph at all' }, /ONNX file/],
    ['a second graph of noise', { 'onnx/model_q4.onnx': 'PK\u0003\u0004' }, /model_q4\.onnx.*zip/],
  ])('%s: is refused', async (_, changes, words) => {
    const refusal = await faultOfFolder(blobs(changes));
    expect(refusal?.fault).toBe('not-a-model');
    expect(refusal?.detail).toMatch(words);
  });

  test('a graph cut short is refused', async () => {
    const graph = blobs().get('onnx/model.onnx');
    const cut = new Uint8Array((await graph?.slice(0, Math.floor((graph.size * 2) / 3)).arrayBuffer()) ?? []);
    expect(await faultOfFolder(blobs({ 'onnx/model.onnx': cut }))).toMatchObject({ fault: 'not-a-model' });
  });
});

describe('graphsOf', () => {
  test('the usual one first, with dtypes by name', () => {
    expect(
      graphsOf([
        'onnx/model_q4.onnx',
        'x.onnx',
        'onnx/model_quantized.onnx',
        'onnx/model.onnx',
        'onnx/model.onnx_data',
      ]),
    ).toEqual([
      { path: 'onnx/model.onnx', dtype: 'fp32' },
      { path: 'onnx/model_q4.onnx', dtype: 'q4' },
      { path: 'onnx/model_quantized.onnx', dtype: 'q8' },
    ]);
  });
});

describe('counts', () => {
  const graphs = graphsOf(['onnx/model.onnx', 'model.onnx']);
  test.each([
    ['onnx/model.onnx', true],
    ['onnx/model.onnx_data', true],
    ['onnx/weights.bin', true],
    ['tokenizer.json', true],
    ['chat_template.jinja', true],
    ['LICENSE', true],
    ['model.safetensors', false],
    ['pytorch_model-00001.bin', false],
    ['tf_model.h5', false],
    ['onnx/decoder_model.onnx', false],
    ['runs/events.out', false],
  ])('%s: %j', (path, wanted) => {
    expect(counts(path, 10, graphs)).toBe(wanted);
  });
  test('a text of a gigabyte is none', () => {
    expect(counts('dump.json', 1e9, graphs)).toBe(false);
  });
});
