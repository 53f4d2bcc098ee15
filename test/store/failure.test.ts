import { Dexie } from 'dexie';
import { describe, expect, test } from 'vitest';
import { failure } from '../../src/store/failure.ts';
import { readRun } from '../../src/store/runs.ts';
import { watchRuns } from '../../src/store/watch.ts';

describe('failure', () => {
  test('a full disk, hidden in an aborted transaction: is named', () => {
    const quota = new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    const aborted = new Dexie.AbortError('Transaction aborted', quota as unknown as Error);
    expect(failure('Keeping the trials', aborted).message).toBe(
      'Keeping the trials: this browser has no room left for Touchstone; remove old runs, or free space on the disk',
    );
    expect(failure('Keeping the trials', quota).message).toContain('no room left');
  });

  test('a cause of our own: is kept as it is, and the cause stays at hand', () => {
    const cause = new Error('the run is no longer there');
    expect(failure('Keeping the trials', cause)).toMatchObject({
      message: 'Keeping the trials: the run is no longer there',
      cause,
    });
  });
});

describe('kept, watched', () => {
  test('a browser without a database: says so to readers and watchers', async () => {
    const message = 'this browser keeps no data for this page; leave private mode or allow site data';
    await expect(readRun('any')).rejects.toThrow(`Reading the run: ${message}`);
    const told = await new Promise<Error>((resolve) => watchRuns().subscribe(() => undefined, resolve));
    expect(told.message).toBe(`Reading what is kept: ${message}`);
  });
});
