import { describe, expect, test } from 'vitest';
import { faultOf } from '../../workers/onnx/fault.ts';
import { refusalOf } from '../../workers/onnx/refusal.ts';

const copied =
  'Deserialize tensor w failed.Failed to load external data file ""model.onnx"", error: Unknown error occurred in memory copy.';

describe('faultOf', () => {
  test.each([
    ['a bare number', 3436070408, 'out-of-memory'],
    ['std::bad_alloc', new Error('std::bad_alloc'), 'out-of-memory'],
    ['weights that did not fit on the device', new Error(copied), 'out-of-memory'],
    ['a lost device', new Error('Device was lost'), 'device-lost'],
    ['anything else', new Error('odd'), 'crashed'],
  ] as const)('%s: %s', (_, error, fault) => {
    expect(faultOf(error, 'Run')).toMatchObject({ ok: false, fault });
  });
});

describe('refusalOf', () => {
  test('a graph that did not open: what it is, what to do, one full stop', () => {
    expect(
      refusalOf(new RangeError('Read ONNX file: it is a zip archive, wanted an ONNX model'), 'model.onnx'),
    ).toEqual({
      ok: false,
      fault: 'bad-model',
      message:
        'Open model.onnx: Read ONNX file: it is a zip archive, wanted an ONNX model; unpack it, and choose the folder that comes out.',
    });
  });

  test('what is no fault of the file keeps its own name', () => {
    expect(refusalOf(new Error(copied), 'model.onnx')).toMatchObject({ fault: 'out-of-memory' });
  });
});
