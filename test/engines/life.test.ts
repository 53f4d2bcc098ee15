import { afterEach, describe, expect, test } from 'vitest';
import type { Trial } from '../../src/domain/run.ts';
import { forcedChoice } from '../../src/protocols/forced-choice.ts';
import { carryOn, type CarryingOn } from '../../src/runs/carry-on.ts';
import { EngineStopped } from '../../src/runs/loop.ts';
import { planOf } from '../../src/runs/plan.ts';
import { connect } from '../../workers/connect.ts';
import { about } from '../../workers/scripted/about.ts';
import type { Script } from '../../workers/scripted/script.ts';
import { asModel } from '../../workers/scripted/scripts.ts';
import { choice, suiteOf } from '../protocols/items.ts';
import { wall, type Wall } from './fixtures/wall.ts';
import { never, valueOf } from './replies.ts';

const rooms: Wall[] = [];
afterEach(() => rooms.splice(0).forEach(({ room }) => room.terminate()));

const suite = suiteOf(
  'choices',
  Array.from({ length: 12 }, (_, i) => choice([`great ${i}.`, `no ${i}.`], i % 2, `c${i}`)),
);

/** A connected engine in a room of its own, with a script that may go wrong. */
async function opened(trouble: Script['trouble']) {
  const made = wall(rooms);
  const engine = connect(about, made.room, { silence: 500, stopping: 100 });
  const model = asModel('test', 'Test', { seed: 4, noise: 1, trouble });
  valueOf(await engine.load(model, 'auto', () => undefined, never));
  return { engine, wall: made };
}

async function run(first: Script['trouble'], next: readonly Script['trouble'][]) {
  const { plan } = await planOf([{ suite, protocol: forcedChoice }], { seed: 1, limit: null });
  const faults: string[] = [];
  const waiting = [...next];
  let current = await opened(first);
  const renew: CarryingOn['renew'] = async ({ reply }) => {
    faults.push(reply.fault);
    current.engine.end();
    current = await opened(waiting.shift() ?? null);
    return current.engine;
  };
  const { engine } = current;
  const trials: Trial[] = [];
  const carrying = { plan, suites: [suite], protocols: [forcedChoice], engine, renew, already: [], signal: never };
  let stopped: unknown = null;
  try {
    for await (const trial of carryOn({ ...carrying, window: 3 })) trials.push(trial);
  } catch (error) {
    stopped = error;
  }
  current.engine.end();
  return { trials, faults, stopped };
}

const byId = (trials: readonly Trial[]) => trials.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1));

describe('a run behind the wall', () => {
  test.each([
    ['falls silent', { after: 8, kind: 'hang' }, ['timeout']],
    ['dies without a word', { after: 8, kind: 'die' }, ['timeout']],
    ['breaks', { after: 8, kind: 'fail' }, ['crashed']],
  ] as const)('a room that %s: a fresh one goes on, and the trials are the same', async (_, trouble, expected) => {
    const undisturbed = await run(null, []);
    expect(undisturbed.trials).toHaveLength(12);
    const { trials, faults, stopped } = await run(trouble, []);
    expect([stopped, faults]).toEqual([null, expected]);
    expect(byId(trials)).toEqual(byId(undisturbed.trials));
  });

  test('room after room that dies: each death is outlived, and every dead room was ended', async () => {
    const dies = { after: 7, kind: 'die' } as const;
    const { trials, faults } = await run(dies, [dies, dies]);
    expect(trials).toHaveLength(12);
    expect(faults).toEqual(['timeout', 'timeout', 'timeout']);
    expect(rooms.map((room) => room.ended())).toEqual([true, true, true, true]);
  });

  test('rooms that never answer: given up after three, with what was finished', async () => {
    const mute = { after: 0, kind: 'hang' } as const;
    const { trials, faults, stopped } = await run({ after: 6, kind: 'die' }, [mute, mute, mute, mute]);
    expect(trials).toHaveLength(3);
    expect(faults).toHaveLength(3);
    expect(stopped).toBeInstanceOf(EngineStopped);
    expect(rooms.every((room) => room.ended())).toBe(true);
  });
});
