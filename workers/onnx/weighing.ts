import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { AnswerOf, QuestionOf, Shown, Weighed } from '../../src/domain/verbs.ts';
import { breath } from '../breath.ts';
import { batchesOf } from './batches.ts';
import { joint, type Joint } from './continuation.ts';
import { faultOf } from './fault.ts';
import { normalize } from './log-softmax.ts';
import type { Model } from './model.ts';
import { render, show } from './rendering.ts';
import type { Slab } from './session.ts';

type Question = QuestionOf<'weigh'>;
type Answer = AnswerOf<'weigh'>;

/** A continuation read: per token its log-probability, and whether it was the first choice. */
interface Read {
  readonly logprobs: readonly number[];
  readonly greedy: boolean;
}

/** A context that is computed once, with every continuation that any question wants after it. */
interface Work {
  readonly context: readonly number[];
  readonly continuations: Map<string, readonly number[]>;
  readonly reads: Map<string, Read>;
}

const keyOf = (ids: readonly number[]) => ids.join(' ');

/** Weighs every continuation of every question. Equal contexts are computed once; what was not done says why. */
export async function weigh(
  model: Model,
  questions: readonly Question[],
  tick: () => void,
  signal: AbortSignal,
): Promise<readonly Reply<Answer>[]> {
  const prepared = questions.map((question) => prepare(model, question));
  const works = new Map<string, Work>();
  for (const each of prepared) {
    if (!each.ok) continue;
    for (const { context, continuation } of each.value.joints) {
      const key = keyOf(context);
      const work = works.get(key) ?? { context, continuations: new Map(), reads: new Map() };
      work.continuations.set(keyOf(continuation), continuation);
      works.set(key, work);
    }
  }
  const broken = await compute(model, [...works.values()], tick, signal);

  return prepared.map((each) => {
    if (!each.ok) return each;
    const weighed: Weighed[] = [];
    for (const { context, continuation } of each.value.joints) {
      const read = works.get(keyOf(context))?.reads.get(keyOf(continuation));
      if (!read) return broken ?? failed('crashed', 'Weigh: a continuation was not computed');
      if (!read.logprobs.every(Number.isFinite)) return failed('inexact', 'Weigh: the model gave no number');
      const tokens = continuation.map((id, i) => ({
        ...model.tokenizer.token(id),
        logprob: read.logprobs[i] as number,
      }));
      weighed.push({ logprob: tokens.reduce((sum, token) => sum + token.logprob, 0), tokens, greedy: read.greedy });
    }
    return done({ shown: each.value.shown, weighed });
  });
}

/** Renders and cuts into tokens; the prompt is shown as it stood before the first continuation. */
function prepare(model: Model, question: Question): Reply<{ shown: Shown; joints: readonly Joint[] }> {
  const { tokenizer, template, config } = model;
  if (question.continuations.length === 0) return failed('bad-question', 'Weigh: no continuation, wanted at least one');
  if (question.continuations.includes('')) return failed('bad-question', 'Weigh: a continuation is empty');
  const rendered = render(question.prompt, tokenizer, template);
  if (!rendered.ok) return rendered;
  const joints = question.continuations.map((text) => joint(rendered.value, text, question.prompt.kind, tokenizer));
  for (const { context, continuation } of joints) {
    const length = context.length + continuation.length;
    if (context.length === 0) return failed('bad-question', 'Weigh: the prompt is empty, and nothing can stand for it');
    if (continuation.length === 0) return failed('bad-question', 'Weigh: a continuation has no tokens');
    if (length > config.contextLength) {
      return failed('overflow', `Weigh: ${length} tokens, the model takes ${config.contextLength}`);
    }
    const stray = [...context, ...continuation].find((id) => config.vocabSize !== null && id >= config.vocabSize);
    if (stray !== undefined)
      return failed('bad-model', `Weigh: token ${stray} of ${config.vocabSize}: tokenizer and weights differ`);
  }
  const tokenIds = joints[0]?.context ?? show(rendered.value, tokenizer).tokenIds;
  return done({ shown: { rendered: rendered.value, tokenIds }, joints });
}

/** Fills in all reads; what comes back says why some are missing. */
async function compute(
  model: Model,
  works: readonly Work[],
  tick: () => void,
  signal: AbortSignal,
): Promise<Reply<never> | null> {
  const remembers = model.alone && model.session.graph.past.length > 0;
  const single = (work: Work) => [...work.continuations.values()].every((ids) => ids.length === 1);
  const short = works.filter((work) => single(work));
  const long = works.filter((work) => !single(work));
  const whole = remembers ? [] : long.flatMap(rowsOf);

  const steps: (() => Promise<void>)[] = [
    ...batchesOf(model, [...short.flatMap(rowsOf), ...whole]).map((rows) => () => readTogether(model, rows)),
    ...(remembers ? long.map((work) => () => readAfter(model, work)) : []),
  ];
  for (const step of steps) {
    if (signal.aborted) return failed('cancelled', 'Weigh: given up');
    try {
      await step();
    } catch (error) {
      return faultOf(error, 'Weigh');
    }
    tick();
    await breath();
  }
  return null;
}

/** One row that the model reads, for the continuations whose tokens all stand in it or right behind it. */
export interface Row {
  readonly ids: readonly number[];
  readonly from: number;
  read(at: (position: number) => Float32Array): void;
}

/** Rows without memory: one for all single tokens, and one for each longer continuation. */
function rowsOf(work: Work): Row[] {
  const { context, continuations, reads } = work;
  const from = context.length - 1;
  const all = [...continuations];
  const singles = all.filter(([, ids]) => ids.length === 1);
  const rows: Row[] = all
    .filter(([, ids]) => ids.length > 1)
    .map(([key, ids]) => ({
      ids: [...context, ...ids.slice(0, -1)],
      from,
      read: (at) =>
        reads.set(
          key,
          readTokens(ids, (i) => at(from + i)),
        ),
    }));
  if (singles.length > 0) {
    rows.push({
      ids: context,
      from,
      read: (at) =>
        singles.forEach(([key, ids]) =>
          reads.set(
            key,
            readTokens(ids, () => at(from)),
          ),
        ),
    });
  }
  return rows;
}

async function readTogether(model: Model, rows: readonly Row[]): Promise<void> {
  const from = Math.min(...rows.map((row) => row.from));
  const slab = await model.session.run(
    rows.map((row) => row.ids),
    'logits',
    from,
  );
  rows.forEach((row, i) => row.read((position) => slab.at(i, position)));
}

/** The context once, then each longer continuation after what is remembered of it. */
async function readAfter(model: Model, { context, continuations, reads }: Work): Promise<void> {
  const last = context.length - 1;
  const { logits, memory } = await model.session.extend(null, context, last);
  try {
    const first = logits.at(0, last);
    for (const [key, ids] of continuations) {
      let rest: Slab | null = null;
      if (ids.length > 1) {
        const extended = await model.session.extend(memory, ids.slice(0, -1), 0);
        extended.memory.dispose();
        rest = extended.logits;
      }
      reads.set(
        key,
        readTokens(ids, (i) => (i === 0 ? first : (rest as Slab).at(0, i - 1))),
      );
    }
  } finally {
    memory.dispose();
  }
}

/** `scoresFor(i)` are the scores from which token i is predicted. */
function readTokens(ids: readonly number[], scoresFor: (i: number) => Float32Array): Read {
  let greedy = true;
  const logprobs = ids.map((id, i) => {
    const scores = scoresFor(i);
    const { logSum, best } = normalize(scores);
    greedy &&= best === id;
    return Math.min(0, (scores[id] ?? NaN) - logSum);
  });
  return { logprobs, greedy };
}
