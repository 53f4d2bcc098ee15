import { describe, expect, test } from 'vitest';
import type { LibraryProgress } from '../../src/domain/library.ts';
import { meter } from '../../workers/library/meter.ts';

function watched(total: number) {
  const told: LibraryProgress[] = [];
  const clock = { time: 0 };
  const counting = meter(
    total,
    (progress) => told.push(progress),
    () => clock.time,
  );
  return { told, clock, counting, last: () => told.at(-1) };
}

describe('meter', () => {
  test('the rate is that of the last seconds, and what was here before is no work', () => {
    const { clock, counting, last } = watched(10_000);
    counting.had(4000);
    counting.tell();
    expect(last()).toMatchObject({ bytesDone: 4000, bytesTotal: 10_000, bytesPerSecond: null, secondsLeft: null });
    for (let step = 0; step < 10; step++) {
      clock.time += 200;
      counting.did(100);
    }
    expect(last()).toMatchObject({ bytesDone: 5000, bytesPerSecond: 500, secondsLeft: 10 });
    for (let step = 0; step < 50; step++) {
      clock.time += 200;
      counting.did(20);
    }
    expect(last()?.bytesPerSecond).toBeCloseTo(100, 6);
    expect(last()?.secondsLeft).toBeCloseTo(40, 6);
  });

  test('paceAnew, after time that was no work: the rate is of what comes then', () => {
    const { clock, counting, last } = watched(10_000);
    counting.had(4000);
    clock.time += 3000;
    counting.tell();
    counting.paceAnew();
    for (let step = 0; step < 5; step++) {
      clock.time += 200;
      counting.did(100);
    }
    expect(last()).toMatchObject({ bytesDone: 4500, bytesPerSecond: 500, secondsLeft: 11 });
  });

  test('tells at most eight times a second, and at once of another file or a delay', () => {
    const { told, clock, counting } = watched(1000);
    for (let step = 0; step < 1000; step++) {
      clock.time += 1;
      counting.did(1);
    }
    expect(told.length).toBeLessThanOrEqual(9);
    const before = told.length;
    counting.at('a');
    counting.at('a');
    counting.note('It waits.');
    counting.note('It waits.');
    expect(told.slice(before).map(({ file, note }) => [file, note])).toEqual([
      ['a', ''],
      ['a', 'It waits.'],
    ]);
  });

  test('what has to be done again is no longer done, and the total is never less than what is', () => {
    const { counting, last } = watched(10);
    counting.had(8);
    counting.lost(8);
    counting.tell();
    expect(last()?.bytesDone).toBe(0);
    counting.had(12);
    counting.tell();
    expect(last()).toMatchObject({ bytesDone: 12, bytesTotal: 12 });
  });
});
