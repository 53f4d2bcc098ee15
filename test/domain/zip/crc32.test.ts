import fc from 'fast-check';
import { crc32 as witness } from 'hash-wasm';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../../src/domain/zip/crc32.ts';

describe('crc32', () => {
  test('the check value of the standard', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(0))).toBe(0);
  });

  test('any bytes, whole or in pieces: as another implementation has it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 5 }), async (pieces) => {
        const whole = new Uint8Array(pieces.flatMap((piece) => [...piece]));
        const wanted = Number.parseInt(await witness(whole), 16);
        expect(crc32(whole)).toBe(wanted);
        expect(pieces.reduce((sum, piece) => crc32(piece, sum), 0)).toBe(wanted);
      }),
      { seed: 53 },
    );
  });
});
