import { describe, expect, test } from 'vitest';
import { modelOf, readFolder } from '../../src/views/start/folder.ts';

const folder = (...paths: string[]) =>
  paths.map((path) => ({ path: `my-model/${path}`, file: new File(['x'], path.split('/').at(-1) ?? '') }));

describe('readFolder', () => {
  test('a Hugging Face layout: the usual graph comes first, hidden files are left out', () => {
    const read = readFolder(
      folder('config.json', 'tokenizer.json', 'onnx/model_q4.onnx', 'onnx/model.onnx', '.git/config'),
    );
    expect(read.ok && read.value.graphs).toEqual(['onnx/model.onnx', 'onnx/model_q4.onnx']);
    expect(read.ok && read.value.files.map(({ path }) => path)).not.toContain('.git/config');
  });

  test.each([
    [[], /empty/],
    [['tokenizer.json', 'model.onnx'], /no config\.json/],
    [['config.json', 'model.onnx'], /no tokenizer\.json/],
    [['config.json', 'tokenizer.json', 'model.safetensors'], /no onnx\/model\.onnx/],
  ])('%j is refused in words', (paths, words) => {
    const read = readFolder(folder(...paths));
    expect(read.ok ? '' : read.message).toMatch(words);
  });
});

test('modelOf leaves out the other graphs and their data', () => {
  const read = readFolder(
    folder(
      'config.json',
      'tokenizer.json',
      'onnx/model.onnx',
      'onnx/model.onnx_data',
      'onnx/model_q4.onnx',
      'onnx/model_q4.onnx_data',
    ),
  );
  if (!read.ok) throw new Error(read.message);
  const model = modelOf(read.value, 'onnx/model_q4.onnx');
  expect(model.title).toBe('my-model (q4)');
  expect(model.files.map(({ path }) => path)).toEqual([
    'config.json',
    'tokenizer.json',
    'onnx/model_q4.onnx',
    'onnx/model_q4.onnx_data',
  ]);
});
