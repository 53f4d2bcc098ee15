import { describe, expect, test } from 'vitest';
import { claimRun, isClaimed } from '../../src/store/claims.ts';

const locks = (globalThis.navigator as Navigator | undefined)?.locks as LockManager | undefined;

describe('claimRun', () => {
  test.runIf(locks === undefined)('without Web Locks: every claim succeeds, and none is seen', async () => {
    expect(await claimRun('a')).toBeTypeOf('function');
    expect(await claimRun('a')).toBeTypeOf('function');
    expect(await isClaimed('a')).toBe(false);
  });

  test.runIf(locks !== undefined)('with Web Locks: the first claim holds until it is let go', async () => {
    const letGo = await claimRun('a');
    expect(await isClaimed('a')).toBe(true);
    expect(await claimRun('a')).toBeUndefined();
    letGo?.();
    expect(await claimRun('a')).toBeTypeOf('function');
  });
});
