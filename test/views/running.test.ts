import { describe, expect, test } from 'vitest';
import type { Score } from '../../src/domain/protocol.ts';
import type { Plan, Trial } from '../../src/domain/run.ts';
import { faults, sentencesFor } from '../../src/views/faults.ts';
import { paceOf } from '../../src/views/running/pace.ts';
import { cellOf, tally } from '../../src/views/running/tally.ts';

const reading = { kind: 'embedding', vector: [1] } as const;
const answered = (itemId: string, score: Score, suiteId = 's'): Trial => ({
  suiteId,
  itemId,
  exchanges: [],
  outcome: 'answered',
  score,
});
const lost: Trial = { suiteId: 's', itemId: 'd', exchanges: [], outcome: 'failed', fault: 'overflow', message: '' };
const plan: Plan = {
  seed: 1,
  parts: [
    { suite: { id: 's', version: 1, hash: '' }, protocol: { id: 'p', version: 1 }, itemIds: ['a', 'b', 'c', 'd', 'e'] },
    { suite: { id: 't', version: 1, hash: '' }, protocol: { id: 'p', version: 1 }, itemIds: ['a'] },
  ],
};

describe('paceOf', () => {
  test('before two items there is none', () => expect(paceOf([0], 1000, 10)).toEqual({ rate: null, left: null }));
  test('items per second, and the time left at that rate', () =>
    expect(paceOf([0, 500, 1000, 1500, 2000], 2000, 20)).toEqual({ rate: 2, left: 10 }));
  test('a stall lowers the rate', () => {
    const times = [0, 500, 1000, 1500, 2000];
    expect(paceOf(times, 8000, 20).rate ?? 0).toBeLessThan(1);
  });
  test('what is older than ten seconds does not count', () =>
    expect(paceOf([0, 1, 2, 3, 50_000, 51_000], 51_000, 5).rate).toBe(1));
});

describe('cellOf', () => {
  test.each([
    [{ kind: 'scored', value: 1, reading }, 'key'],
    [{ kind: 'scored', value: 0.5, reading }, 'tie'],
    [{ kind: 'scored', value: 0, reading }, 'other'],
    [{ kind: 'open', reading }, 'read'],
    [{ kind: 'unscored', reason: '' }, 'unscored'],
  ] as const)('%j', (score, cell) => expect(cellOf(answered('a', score))).toBe(cell));
  test('a failed trial', () => expect(cellOf(lost)).toBe('failed'));
});

test('tally: cells keep the plan’s order, and what could not be scored counts neither way', () => {
  const trials = [
    lost,
    answered('c', { kind: 'scored', value: 0, reading }),
    answered('a', { kind: 'scored', value: 1, reading }),
    answered('b', { kind: 'unscored', reason: '' }),
    answered('a', { kind: 'open', reading }, 't'),
  ];
  const [first, second] = tally(plan, [], trials);
  expect(first).toMatchObject({
    cells: ['key', 'unscored', 'other', 'failed', 'waiting'],
    done: 4,
    right: 1,
    scored: 2,
  });
  expect(second).toMatchObject({ cells: ['read'], done: 1, scored: 0 });
});

describe('sentencesFor', () => {
  test.each(Object.keys(faults) as (keyof typeof faults)[])('%s: what happened, what was kept, what now', (fault) => {
    const text = sentencesFor(fault, 84);
    expect(text).toContain('Your 84 finished items are saved.');
    expect(text.split('. ').length).toBeGreaterThanOrEqual(3);
    expect(text).not.toMatch(/!|undefined/);
  });
  test('nothing kept: nothing is said of it', () => expect(sentencesFor('crashed', 0)).not.toMatch(/saved/));
});
