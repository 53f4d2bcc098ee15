import { describe, expect, test } from 'vitest';
import { refused, sizeInWords } from '../../workers/library/words.ts';

describe('refused', () => {
  test('what happened, what exactly, what was kept, what to do', () => {
    expect(refused({ fault: 'cut-off', file: 'a.onnx', detail: 'after 5 bytes' }, 12_345_678).message).toBe(
      'The connection broke off again and again during a.onnx. (After 5 bytes.) 12 MB are kept, and the next try goes on from there. Press Download again to go on.',
    );
    expect(refused({ fault: 'bad-zip' }, 0).message).toMatch(/Nothing was kept\./);
    expect(refused({ fault: 'busy' }, null).message).not.toMatch(/kept/);
  });
});

describe('sizeInWords', () => {
  test.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [12_345_678, '12 MB'],
    [4_300_000_000, '4.3 GB'],
  ])('%i: %s', (bytes, words) => {
    expect(sizeInWords(bytes)).toBe(words);
  });
});
