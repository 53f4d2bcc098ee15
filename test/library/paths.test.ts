import { describe, expect, test } from 'vitest';
import { faultOfPath, isClutter, withoutCommonFolder } from '../../workers/library/paths.ts';

describe('faultOfPath', () => {
  test('a path that no file may have: is named, with what is wrong; others are not', () => {
    expect(faultOfPath('../up')).toBe('"../up": is a name that leads out of its folder');
    expect(faultOfPath('onnx/model.onnx')).toBeNull();
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
