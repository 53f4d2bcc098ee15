import { describe, expect, test } from 'vitest';
import { faultOfPath, isClutter, withoutCommonFolder } from '../../workers/library/paths.ts';

describe('faultOfPath', () => {
  test.each(['config.json', 'onnx/model.onnx', 'a b/ü.json', '..x/y', 'x..'])('%j: nothing', (path) => {
    expect(faultOfPath(path)).toBeNull();
  });
  test.each([
    '',
    '/etc/passwd',
    '../up',
    'a/../../up',
    'a/./b',
    'a//b',
    'a\\b',
    'C:/x',
    'c:x',
    'a\u0000b',
    'x'.repeat(181),
  ])('%j: refused', (path) => {
    expect(faultOfPath(path)).not.toBeNull();
  });
});

describe('withoutCommonFolder', () => {
  test.each([
    [
      ['m/config.json', 'm/onnx/model.onnx'],
      ['config.json', 'onnx/model.onnx'],
    ],
    [
      ['config.json', 'onnx/model.onnx'],
      ['config.json', 'onnx/model.onnx'],
    ],
    [['onnx/model.onnx'], ['onnx/model.onnx']],
    [
      ['a/x', 'ab/y'],
      ['a/x', 'ab/y'],
    ],
    [[], []],
  ])('%j: %j', (given, wanted) => {
    expect(withoutCommonFolder(given)).toEqual(wanted);
  });
});

describe('isClutter', () => {
  test.each([
    ['.DS_Store', true],
    ['m/.git/config', true],
    ['__MACOSX/m/._config.json', true],
    ['onnx/model.onnx', false],
  ])('%j: %j', (path, wanted) => {
    expect(isClutter(path)).toBe(wanted);
  });
});
