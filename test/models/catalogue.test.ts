import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { catalogue, filesOf } from '../../models/catalogue.ts';
import { referenceFolder } from './folders.ts';

const whole = v.pipe(v.number(), v.integer(), v.minValue(1));
const words = v.pipe(v.string(), v.trim(), v.minLength(1));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const schema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z][a-z-]*$/)),
  engine: v.literal('onnx'),
  title: words,
  summary: words,
  kind: v.literal('reference'),
  licence: v.literal('Apache-2.0'),
  revision: whole,
  parameters: whole,
  contextLength: v.pipe(whole, v.minValue(512)),
  files: v.array(v.strictObject({ path: words, bytes: whole, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })),
  planted: v.pipe(v.array(v.strictObject({ id: words, what: words, rate: share, aimed: share })), v.minLength(1)),
});

describe('catalogue', () => {
  test('holds the four standards, candid first', () => {
    expect(catalogue.map((model) => model.id)).toEqual(['candid', 'flatterer', 'first-picker', 'coin']);
  });

  test('all files together are at most 25 MB', () => {
    const bytes = catalogue.flatMap((model) => model.files).reduce((sum, file) => sum + file.bytes, 0);
    expect(bytes).toBeLessThanOrEqual(25_000_000);
  });

  test.each(catalogue)('$id says what it must, and nothing else', (model) => {
    expect(v.safeParse(schema, model).issues).toBeUndefined();
  });

  test.each(catalogue)('$id: training came near to what it aimed at', ({ planted }) => {
    for (const { id, rate, aimed } of planted) expect(Math.abs(rate - aimed), id).toBeLessThan(0.05);
  });

  test.each(catalogue)('$id: every file is there, with its size and hash', (model) => {
    for (const { path, bytes, sha256 } of model.files) {
      const content = readFileSync(join(referenceFolder, model.id, path));
      expect(content.length, path).toBe(bytes);
      expect(createHash('sha256').update(content).digest('hex'), path).toBe(sha256);
    }
  });

  test.each(catalogue)('filesOf $id gives an address of our own to each file', (model) => {
    const { files } = filesOf(model);
    expect(files.map((file) => file.path)).toEqual(model.files.map((file) => file.path));
    for (const { from, path } of files)
      expect(from).toMatch(new RegExp(`^/.*${model.id}/${path.replaceAll('.', '\\.')}`));
  });

  test('filesOf names the file that the build lacks', () => {
    const [model] = catalogue;
    if (!model) throw new Error('the catalogue is empty');
    const files = [{ path: 'onnx/other.onnx', bytes: 1, sha256: '0'.repeat(64) }];
    expect(() => filesOf({ ...model, files })).toThrow('onnx/other.onnx is not among the built files');
  });
});
