import { afterEach, describe, expect, test } from 'vitest';
import type { Reply } from '../../src/domain/reply.ts';
import type { QuestionOf } from '../../src/domain/verbs.ts';
import { connect } from '../../workers/connect.ts';
import { about } from '../../workers/scripted/about.ts';
import { scriptedEngine } from '../../workers/scripted/engine.ts';
import type { Script } from '../../workers/scripted/script.ts';
import { asModel } from '../../workers/scripted/scripts.ts';
import { wall, type Wall } from './fixtures/wall.ts';
import { never, valueOf } from './replies.ts';

const rooms: Wall[] = [];
afterEach(() => rooms.splice(0).forEach((wall) => wall.room.terminate()));

const question: QuestionOf<'weigh'> = { prompt: { kind: 'text', text: 'Once' }, continuations: [' upon'] };
const asked = (n: number) => Array.from({ length: n }, () => question);
const faults = (replies: readonly Reply<unknown>[]) => replies.map((reply) => (reply.ok ? 'none' : reply.fault));
const patience = { silence: 10_000, stopping: 100 };

/** A connected engine with a script in it. */
async function ready(script: Partial<Script>, given = patience) {
  const made = wall(rooms);
  const engine = connect(about, made.room, given);
  const loaded = await engine.load(asModel('test', 'Test', script), 'auto', () => undefined, never);
  return { engine, wall: made, loaded };
}

describe('connect', () => {
  test('load and weigh: values come through the wall whole', async () => {
    const { engine, loaded } = await ready({ seed: 5, noise: 1 });
    const straight = scriptedEngine();
    const model = asModel('test', 'Test', { seed: 5, noise: 1 });
    expect(loaded).toEqual(await straight.load(model, 'auto', () => undefined, never));
    expect(await engine.weigh(asked(3), never)).toEqual(await straight.weigh(asked(3), never));
    expect(await engine.embed([{ text: 'a word' }], never)).toEqual(await straight.embed([{ text: 'a word' }], never));
  });

  test('load: progress is heard', async () => {
    const engine = connect(about, wall(rooms).room, patience);
    const stages: string[] = [];
    valueOf(await engine.load(asModel('x', 'X', {}), 'auto', ({ stage }) => stages.push(stage), never));
    await engine.weigh(asked(1), never);
    expect(stages).toContain('fetching');
  });

  test('generate: how an answer begins is heard while it is written', async () => {
    const { engine } = await ready({ seed: 5, noise: 1, pace: 50 });
    const heard: string[] = [];
    const asking = { prompt: question.prompt, maxTokens: 9, temperature: 0, seed: 1, stop: [] };
    // What is said last may come after the answer, by another way; what is said before another question may not.
    const [reply] = await engine.generate([asking, asking], never, (soFar) => heard.push(soFar));
    const { text } = valueOf(reply);
    expect(text).toHaveLength(9);
    expect(heard.slice(0, 9)).toEqual(Array.from(text, (_, i) => text.slice(0, i + 1)));
  });

  test('calls made at once: answered in the order in which they were made', async () => {
    const { engine } = await ready({ pace: 5 });
    const order: string[] = [];
    await Promise.all([
      engine.weigh(asked(4), never).then(() => order.push('first')),
      engine.embed([{ text: 'a' }], never).then(() => order.push('second')),
      engine.weigh(asked(1), never).then(() => order.push('third')),
    ]);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  test('given up: what is done comes back, the rest is cancelled, and the worker lives', async () => {
    const { engine, wall } = await ready({ pace: 20 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 70);
    const found = faults(await engine.weigh(asked(20), controller.signal));
    expect(found[0]).toBe('none');
    expect(found.at(-1)).toBe('cancelled');
    expect(wall.ended()).toBe(false);
    expect(faults(await engine.weigh(asked(1), never))).toEqual(['none']);
  });

  test('given up while it waits in the worker: cancelled in its turn, and the call before it is not', async () => {
    const { engine, wall } = await ready({ pace: 20 });
    const controller = new AbortController();
    const first = engine.weigh(asked(8), never);
    const second = engine.weigh(asked(8), controller.signal);
    setTimeout(() => controller.abort(), 50);
    expect(faults(await first)).toEqual(asked(8).map(() => 'none'));
    expect(faults(await second)).toContain('cancelled');
    expect(wall.ended()).toBe(false);
    expect(faults(await engine.weigh(asked(1), never))).toEqual(['none']);
  });

  test('generate twice at once: each hears only its own answer', async () => {
    const { engine } = await ready({ seed: 5, noise: 1, pace: 10 });
    const asking = { prompt: question.prompt, maxTokens: 6, temperature: 0, seed: 1, stop: [] };
    const heard: string[][] = [[], []];
    const other = { ...asking, prompt: { kind: 'text', text: 'Another beginning' } } as const;
    const replies = await Promise.all([
      engine.generate([asking], never, (soFar) => heard[0]?.push(soFar)),
      engine.generate([other], never, (soFar) => heard[1]?.push(soFar)),
    ]);
    replies.forEach(([reply], i) => {
      const { text } = valueOf(reply);
      expect(heard[i]?.every((soFar) => text.startsWith(soFar))).toBe(true);
    });
  });

  test('given up, and the worker does not stop: it is ended, and every later call is answered crashed', async () => {
    const { engine, wall } = await ready({ trouble: { after: 0, kind: 'hang' } });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 10);
    expect(faults(await engine.weigh(asked(2), controller.signal))).toEqual(['cancelled', 'cancelled']);
    expect(wall.ended()).toBe(true);
    expect(faults(await engine.weigh(asked(1), never))).toEqual(['crashed']);
    expect(faults([await engine.load(asModel('x', 'X', {}), 'auto', () => undefined, never)])).toEqual(['crashed']);
  });

  test('given up before its turn: cancelled without crossing the wall', async () => {
    const { engine, wall } = await ready({});
    expect(faults(await engine.weigh(asked(2), AbortSignal.abort()))).toEqual(['cancelled', 'cancelled']);
    expect(wall.ended()).toBe(false);
  });

  test('silence: timeout, and the worker is ended', async () => {
    const { engine, wall } = await ready({ trouble: { after: 1, kind: 'die' } }, { silence: 80, stopping: 50 });
    expect(faults(await engine.weigh(asked(3), never))).toEqual(['timeout', 'timeout', 'timeout']);
    expect(wall.ended()).toBe(true);
  });

  test('silence: every sign of life begins it anew', async () => {
    const { engine } = await ready({ pace: 150 }, { silence: 1500, stopping: 50 });
    expect(faults(await engine.weigh(asked(12), never))).toEqual(asked(12).map(() => 'none'));
  });

  test('silence: who was slow before is waited for longer, and a death is noticed all the same', async () => {
    const { engine, wall } = await ready({ pace: 400 }, { silence: 800, stopping: 50 });
    expect(faults(await engine.weigh(asked(1), never))).toEqual(['none']);
    valueOf(await engine.load(asModel('slow', 'Slow', { pace: 1200 }), 'auto', () => undefined, never));
    expect(faults(await engine.weigh(asked(1), never))).toEqual(['none']);
    const dying = asModel('dying', 'Dying', { trouble: { after: 0, kind: 'die' } });
    valueOf(await engine.load(dying, 'auto', () => undefined, never));
    const [reply] = await engine.weigh(asked(1), never);
    expect(reply).toMatchObject({
      ok: false,
      fault: 'timeout',
      message: expect.stringMatching(/for (4\.\d|[5-9](\.\d)?) s/),
    });
    expect(wall.ended()).toBe(true);
  });

  test.each(['error', 'messageerror'] as const)(
    '%s: the call under way and all after it are answered crashed',
    async (type) => {
      const { engine, wall } = await ready({ trouble: { after: 0, kind: 'hang' } });
      const under = engine.weigh(asked(2), never);
      const waiting = engine.embed([{ text: 'a' }], never);
      setTimeout(() => wall.report(type, 'it broke'), 20);
      expect(faults(await under)).toEqual(['crashed', 'crashed']);
      expect(faults(await waiting)).toEqual(['crashed']);
      const [after] = await engine.generate([{ ...question, maxTokens: 1, temperature: 0, seed: 1, stop: [] }], never);
      expect(faults(after ? [after] : [])).toEqual(['crashed']);
      expect(wall.ended()).toBe(true);
    },
  );

  test('end: the worker is ended, and calls are answered crashed', async () => {
    const { engine, wall } = await ready({});
    engine.end();
    expect(wall.ended()).toBe(true);
    expect(faults(await engine.weigh(asked(1), never))).toEqual(['crashed']);
  });
});
