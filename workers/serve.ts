import { expose, type Endpoint } from 'comlink';
import type { Engine } from '../src/domain/engine.ts';
import { failed, type Reply } from '../src/domain/reply.ts';
import type { AnswerOf, QuestionOf, Verb } from '../src/domain/verbs.ts';
import type { Desk, Sign } from './desk.ts';

/** Milliseconds between two signs of life that say no more than that: each wakes the page. */
const pulse = 400;

/** Puts an engine behind the wall. `makeEngine` is given what it must call whenever a part of the work is done. */
export function serve(makeEngine: (tick: () => void) => Engine, endpoint?: Endpoint): void {
  let sign: (sign: Sign) => void = () => undefined;
  const underWay = new Map<number, AbortController>();
  let signed = 0;
  const engine = makeEngine(() => {
    if (performance.now() - signed < pulse) return;
    signed = performance.now();
    sign(null);
  });

  async function stoppable<T>(call: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    underWay.set(call, controller);
    signed = performance.now();
    try {
      return await work(controller.signal);
    } finally {
      underWay.delete(call);
    }
  }

  const desk: Desk = {
    listen(heard, lock) {
      sign = heard;
      return new Promise((held) => {
        const hold = () => {
          held();
          return new Promise(() => undefined);
        };
        if (globalThis.navigator?.locks) void navigator.locks.request(lock, hold);
        else held();
      });
    },
    load: (call, files, device, repeatable) =>
      stoppable(call, async (signal) => {
        try {
          return await engine.load(files, device, (progress) => sign(progress), signal, repeatable);
        } catch (error) {
          return failed('crashed', `Load ${files.id}: ${String(error)}`);
        }
      }),
    answer: <V extends Verb>(call: number, verb: V, questions: readonly QuestionOf<V>[]) =>
      stoppable(call, async (signal) => {
        try {
          // The compiler cannot see through a union of methods that engine[verb] takes QuestionOf<V>.
          const method = engine[verb] as unknown as (
            questions: readonly QuestionOf<V>[],
            signal: AbortSignal,
            heard: (soFar: string) => void,
          ) => Promise<readonly Reply<AnswerOf<V>>[]>;
          return await method(questions, signal, (soFar) => sign({ soFar, call }));
        } catch (error) {
          return questions.map(() => failed('crashed', `Answer ${verb}: ${String(error)}`));
        }
      }),
    stop(call) {
      underWay.get(call)?.abort();
    },
  };
  expose(desk, endpoint);
}
