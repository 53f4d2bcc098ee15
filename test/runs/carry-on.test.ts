import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../src/domain/protocol.ts';
import { done, failed, type Fault, type Reply } from '../../src/domain/reply.ts';
import type { Trial } from '../../src/domain/run.ts';
import type { AnswerOf, QuestionOf } from '../../src/domain/verbs.ts';
import { forcedChoice } from '../../src/protocols/forced-choice.ts';
import { carryOn, restartsInVain, type CarryingOn } from '../../src/runs/carry-on.ts';
import { EngineStopped } from '../../src/runs/loop.ts';
import { planOf } from '../../src/runs/plan.ts';
import { choice, suiteOf } from '../protocols/items.ts';

const suite = suiteOf(
  'choices',
  Array.from({ length: 20 }, (_, i) => choice([`yes ${i}.`, `no ${i}.`], i % 2, `c${i}`)),
);

type Weigh = QuestionOf<'weigh'>;
const textOf = ({ prompt }: Weigh) => JSON.stringify(prompt);

/** An engine that dies in the call for which `dies` says so, as a worker does: nothing of that call is answered. */
function engineOf(dies: (questions: readonly Weigh[]) => Fault | null, asked: string[] = []) {
  let dead: Reply<never> | null = null;
  return {
    weigh: (questions: readonly Weigh[]) => {
      asked.push(...questions.map(textOf));
      const fault = dies(questions);
      if (fault) dead = failed(fault, 'gone');
      return Promise.resolve(
        questions.map((question): Reply<AnswerOf<'weigh'>> => {
          if (dead) return dead;
          const text = textOf(question);
          const weighed = question.continuations.map((_, place) => ({
            logprob: -((text.length * (place + 3)) % 7) - 0.5,
            tokens: [],
            greedy: false,
          }));
          return done({ shown: { rendered: text, tokenIds: [1] }, weighed });
        }),
      );
    },
    embed: () => Promise.resolve([]),
    generate: () => Promise.resolve([]),
  };
}

const healthy = () => engineOf(() => null);
/** Dies when it is asked about an item. */
const poisoned = (text: string, fault: Fault = 'crashed') =>
  engineOf((questions) => (JSON.stringify(questions).includes(text) ? fault : null));
/** Dies in its n-th call. */
function mortal(calls: number, fault: Fault = 'crashed') {
  let left = calls;
  return engineOf(() => (left-- <= 0 ? fault : null));
}

async function run(engine: CarryingOn['engine'], renew: CarryingOn['renew'], change: Partial<CarryingOn> = {}) {
  const { plan } = await planOf([{ suite, protocol: forcedChoice }], { seed: 1, limit: null });
  const signal = new AbortController().signal;
  const carrying = { plan, suites: [suite], protocols: [forcedChoice], engine, already: [], signal, window: 4, renew };
  const trials: Trial[] = [];
  let stopped: unknown = null;
  try {
    for await (const trial of carryOn({ ...carrying, ...change })) trials.push(trial);
  } catch (error) {
    stopped = error;
  }
  return { trials, stopped };
}

const never: CarryingOn['renew'] = () => Promise.reject(new Error('no fresh engine was to be asked for'));
const byId = (trials: readonly Trial[]) => trials.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1));

describe('carryOn', () => {
  test('an engine that lives: the trials of carryOut, and no other engine', async () => {
    const { trials, stopped } = await run(healthy(), never);
    expect([trials.length, stopped]).toEqual([20, null]);
  });

  test.each(['crashed', 'device-lost', 'out-of-memory', 'timeout'] as const)(
    '%s in the midst: goes on from the last finished item, and the trials are those of an undisturbed run',
    async (fault) => {
      const undisturbed = await run(healthy(), never);
      const seen: string[] = [];
      const { trials, stopped } = await run(mortal(2, fault), ({ reply }, restart) => {
        seen.push(`${reply.fault} ${restart}`);
        return Promise.resolve(healthy());
      });
      expect([stopped, seen]).toEqual([null, [`${fault} 1`]]);
      expect(byId(trials)).toEqual(byId(undisturbed.trials));
    },
  );

  test('what was finished is not asked again', async () => {
    const asked: string[] = [];
    const { trials } = await run(mortal(3), () => Promise.resolve(engineOf(() => null, asked)));
    const texts = (exchange: Exchange) => (exchange.verb === 'weigh' ? exchange.questions.map(textOf) : []);
    // Four, four behind them, and eight when the first were answered at once.
    const before = trials.slice(0, 16).flatMap(({ exchanges }) => exchanges.flatMap(texts));
    expect(before).toHaveLength(32);
    for (const text of before) expect(asked).not.toContain(text);
    expect(asked).toHaveLength(8);
  });

  test('engines that die again and again, but finish something between: to the end', async () => {
    let restarts = 0;
    const { trials, stopped } = await run(mortal(1), () => {
      restarts += 1;
      return Promise.resolve(mortal(1));
    });
    expect([trials.length, stopped, restarts]).toEqual([20, null, 4]);
  });

  test('engines that finish nothing: given up after three, with the last fault', async () => {
    const restarts: number[] = [];
    const { trials, stopped } = await run(mortal(2), (_, restart) => {
      restarts.push(restart);
      return Promise.resolve(mortal(0, 'device-lost'));
    });
    expect(restarts).toEqual([1, 2, 3]);
    expect(trials).toHaveLength(8);
    expect(stopped).toBeInstanceOf(EngineStopped);
    expect(stopped).toMatchObject({
      reply: { fault: 'device-lost' },
      message: `started again ${restartsInVain} times in vain: gone`,
    });
  });

  test('no fresh engine is to be had: each try counts, and the last fault is told', async () => {
    let tries = 0;
    const { stopped } = await run(mortal(0), () => {
      tries += 1;
      return Promise.reject(new EngineStopped({ ok: false, fault: 'timeout', message: 'it does not load' }));
    });
    expect(tries).toBe(3);
    expect(stopped).toMatchObject({
      reply: { fault: 'timeout' },
      message: expect.stringContaining('it does not load'),
    });
  });

  test('a fresh engine that is another model: no second try', async () => {
    let tries = 0;
    const { stopped } = await run(mortal(0), () => {
      tries += 1;
      return Promise.reject(new EngineStopped({ ok: false, fault: 'bad-model', message: 'another' }));
    });
    expect([tries, (stopped as Error).message]).toEqual([1, 'another']);
  });

  test('an item that kills every engine: all before it in its window are finished first', async () => {
    const { trials, stopped } = await run(poisoned('yes 6.'), () => Promise.resolve(poisoned('yes 6.')));
    expect(trials.map(({ itemId }) => itemId)).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5']);
    expect(stopped).toMatchObject({ reply: { fault: 'crashed' } });
  });

  test('after a while alone, items are asked together again', async () => {
    const sizes: number[] = [];
    const counting = () =>
      engineOf((questions) => {
        sizes.push(questions.length);
        return null;
      });
    const engines = [mortal(0), counting()];
    const { trials } = await run(mortal(0), () => Promise.resolve(engines.shift() ?? counting()));
    expect(trials).toHaveLength(20);
    expect(sizes).toEqual([2, 2, 2, 2, 8, 8, 16]);
  });

  test.each([1, 4])('a window of %i: every item once, however often engines die', async (window) => {
    const { trials, stopped } = await run(mortal(0), () => Promise.resolve(mortal(2)), { window });
    expect(stopped).toBeNull();
    expect(byId(trials).map(({ itemId }) => itemId)).toEqual(suite.items.map(({ id }) => id).toSorted());
  });

  test('given up while the engine starts again: the reason, and no more tries', async () => {
    const giveUp = new AbortController();
    let tries = 0;
    const { stopped } = await run(
      mortal(1),
      () => {
        tries += 1;
        giveUp.abort(new DOMException('enough', 'AbortError'));
        return Promise.resolve(healthy());
      },
      { signal: giveUp.signal },
    );
    expect([tries, (stopped as Error).message]).toEqual([1, 'enough']);
  });
});
