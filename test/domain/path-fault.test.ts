import { describe, expect, test } from 'vitest';
import { refusalText } from '../../src/domain/parsed.ts';
import { pathFault } from '../../src/domain/path-fault.ts';

describe('pathFault', () => {
  test.each(['config.json', 'onnx/model.onnx', 'a b/ü.json', '..x/y', 'x..', 'x'.repeat(180)])(
    '%j: nothing',
    (path) => {
      expect(pathFault(path)).toBeNull();
    },
  );

  test.each([
    ['', /is an empty name/],
    ['/etc/passwd', /leads out of its folder/],
    ['../up', /leads out of its folder/],
    ['../evil.txt', /leads out of its folder/],
    ['a/../../up', /leads out of its folder/],
    ['a\\b', /leads out of its folder/],
    ['C:/x', /leads out of its folder/],
    ['c:x', /leads out of its folder/],
    ['a/./b', /leads nowhere/],
    ['a//b', /leads nowhere/],
    ['a\u0000b', /control characters/],
    ['a\u007fb', /control characters/],
    ['x'.repeat(181), /longer than 180 characters/],
  ])('%j: is refused by name', (path, words) => {
    const fault = pathFault(path);
    expect(fault?.place).toBe(JSON.stringify(path.slice(0, 80)));
    expect(fault && refusalText(fault)).toMatch(words);
  });
});
