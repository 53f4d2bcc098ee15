import { itemKey } from '../domain/annotation.ts';
import type { Engine } from '../domain/engine.ts';
import type { Asking, Exchange, Protocol, Round } from '../domain/protocol.ts';
import type { Reply } from '../domain/reply.ts';
import type { Plan, Trial } from '../domain/run.ts';
import type { Suite } from '../domain/suite.ts';
import type { AnswerOf, QuestionOf, Verb } from '../domain/verbs.ts';
import { askUnder } from './asking.ts';
import { pendingOf } from './pending.ts';
import { stretch } from './plan.ts';

/** What a run is given. */
export interface Carrying {
  readonly plan: Plan;
  readonly suites: readonly Suite[];
  readonly protocols: readonly Protocol[];
  readonly engine: Pick<Engine, Verb>;
  /** Trials of an earlier carrying out: what was asked is not asked again. */
  readonly already: readonly Trial[];
  readonly signal: AbortSignal;
  /**
   * How many items are asked together at first; up to four times as many where they are answered in a moment. While some
   * are answered the next are put in line, so that the engine does not wait for the page; with a window of 1 an item is
   * asked alone, and nothing waits behind it.
   */
  readonly window: number;
  /**
   * Asks stretches of the plan one after another, each whole even where some of it was asked before, so that an item has the
   * same company in every carrying out: what an engine adds up together does not hang on where a run was cut.
   */
  readonly inStretches?: boolean;
  /** Is told now and then how the answer that is being written begins. */
  readonly heard?: (soFar: string) => void;
}

interface Open {
  readonly suiteId: string;
  readonly itemId: string;
  readonly asking: Asking;
  readonly exchanges: Exchange[];
  round: Round;
}

/** Faults after which the engine answers nothing more: the item was not at fault, and the run ends. */
const fatal = ['cancelled', 'crashed', 'device-lost', 'out-of-memory', 'timeout'] as const;

/** The engine gave up in the midst of a run. */
export class EngineStopped extends Error {
  readonly reply: Reply<never> & { ok: false };
  constructor(reply: Reply<never> & { ok: false }) {
    super(reply.message);
    this.name = 'EngineStopped';
    this.reply = reply;
  }
}

/** Items whose rounds are being answered. */
interface Asked {
  readonly items: readonly Open[];
  readonly replies: Promise<readonly Reply<AnswerOf<Verb>>[]>;
  /** When they were put. Milliseconds. */
  readonly at: number;
}

/** How much wider a window may grow, and how quick and how slow answers to all of it are for that. Milliseconds. */
const [widest, quick, slow] = [4, 250, 1000];

/**
 * The whole story: asks the rounds of some items together and of some more behind them, and hands trials on as they end.
 * Keeps nothing. A fault of one item becomes its failed trial.
 * @throws EngineStopped where the engine can answer nothing more; the signal's reason where the person gave up.
 */
export async function* carryOut(carrying: Carrying): AsyncGenerator<Trial> {
  if (carrying.inStretches === true) {
    yield* carryStretches(carrying);
    return;
  }
  const waiting = pendingOf(carrying.plan, carrying.suites, carrying.protocols, carrying.already)[Symbol.iterator]();
  const { engine, window, signal, heard } = carrying;
  const idle: Open[] = [];
  const asked: Asked[] = [];
  let width = window;
  let answered = -Infinity;
  for (;;) {
    signal.throwIfAborted();
    while (asked.length < (window > 1 ? 2 : 1)) {
      while (idle.length < width) {
        const next = waiting.next();
        if (next.done) break;
        const { suiteId, item, frame, protocol, conditions } = next.value;
        const asking = askUnder(conditions, protocol, item, frame);
        const first = asking.next([]);
        if (first.done) yield { suiteId, itemId: item.id, exchanges: [], outcome: 'answered', score: first.value };
        else idle.push({ suiteId, itemId: item.id, asking, exchanges: [], round: first.value });
      }
      const items = takeAlike(idle);
      if (items.length === 0) break;
      const rounds = items.map(({ round }) => round);
      const replies = put(engine, rounds, signal, heard);
      // Awaited in its turn; until then a failure must not count as unhandled.
      replies.catch(() => undefined);
      asked.push({ items, replies, at: performance.now() });
    }
    const first = asked.shift();
    if (!first) return;
    const replies = await first.replies;
    signal.throwIfAborted();
    const took = performance.now() - Math.max(first.at, answered);
    answered = performance.now();
    if (took > slow) width = window;
    else if (took < quick && window > 1) width = Math.min(2 * width, widest * window);
    let taken = 0;
    for (const one of first.items) {
      const trial = advance(one, replies.slice(taken, (taken += one.round.questions.length)));
      if (trial) yield trial;
      else idle.push(one);
    }
  }
}

/** Takes those that ask with the same verb as the first. */
function takeAlike(idle: Open[]): Open[] {
  const verb = idle[0]?.round.verb;
  const alike = idle.filter(({ round }) => round.verb === verb);
  idle.splice(0, idle.length, ...idle.filter(({ round }) => round.verb !== verb));
  return alike;
}

/** Every stretch that is not done, whole; trials that were there before are not handed on again. */
async function* carryStretches({ inStretches: _, ...carrying }: Carrying): AsyncGenerator<Trial> {
  const { plan, already } = carrying;
  const known = new Set(already.map(({ suiteId, itemId }) => itemKey(suiteId, itemId)));
  const places = plan.parts.flatMap(({ suite, itemIds }) => itemIds.map((itemId) => ({ suiteId: suite.id, itemId })));
  for (let from = 0; from < places.length; from += stretch) {
    const here = places.slice(from, from + stretch);
    const isNew = ({ suiteId, itemId }: { suiteId: string; itemId: string }) => !known.has(itemKey(suiteId, itemId));
    if (!here.some(isNew)) continue;
    const parts = plan.parts.map((part) => ({
      ...part,
      itemIds: here.filter(({ suiteId }) => suiteId === part.suite.id).map(({ itemId }) => itemId),
    }));
    for await (const trial of carryOut({ ...carrying, plan: { ...plan, parts }, already: [], window: stretch }))
      if (isNew(trial)) yield trial;
  }
}

/** Asks rounds of one verb as one call. */
async function put<V extends Verb>(
  engine: Pick<Engine, Verb>,
  rounds: readonly { readonly verb: V; readonly questions: readonly QuestionOf<V>[] }[],
  signal: AbortSignal,
  heard: Carrying['heard'],
): Promise<readonly Reply<AnswerOf<V>>[]> {
  const [first] = rounds;
  if (!first) return [];
  // Verb and questions are tied in `rounds`; indexing a union of functions loses that tie.
  const asked = engine[first.verb] as (
    questions: readonly QuestionOf<V>[],
    signal: AbortSignal,
    heard?: (soFar: string) => void,
  ) => Promise<readonly Reply<AnswerOf<V>>[]>;
  return await asked(
    rounds.flatMap(({ questions }) => questions),
    signal,
    heard,
  );
}

/** Hands one item its replies; a trial if that ended it. */
function advance(one: Open, replies: readonly Reply<AnswerOf<Verb>>[]): Trial | undefined {
  const answers: AnswerOf<Verb>[] = [];
  for (const reply of replies) {
    if (reply.ok) answers.push(reply.value);
    else if (fatal.some((fault) => fault === reply.fault)) throw new EngineStopped(reply);
    else
      return {
        suiteId: one.suiteId,
        itemId: one.itemId,
        exchanges: one.exchanges,
        outcome: 'failed',
        fault: reply.fault,
        message: reply.message,
      };
  }
  // The engine answered this round's verb, which the types of a union cannot say.
  one.exchanges.push({ ...one.round, answers } as Exchange);
  const next = one.asking.next(answers);
  if (next.done) {
    const { suiteId, itemId, exchanges } = one;
    return { suiteId, itemId, exchanges, outcome: 'answered', score: next.value };
  }
  one.round = next.value;
  return undefined;
}
