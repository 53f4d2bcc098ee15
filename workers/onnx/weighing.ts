import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { AnswerOf, QuestionOf, Shown, Weighed } from '../../src/domain/verbs.ts';
import { breath } from '../breath.ts';
import { joints, type Joint } from './continuation.ts';
import { faultOf } from './fault.ts';
import type { Model } from './model.ts';
import { readAll } from './reading.ts';
import { idsBefore, render, shownAs } from './rendering.ts';
import type { Row } from './trie.ts';

type Question = QuestionOf<'weigh'>;
type Answer = AnswerOf<'weigh'>;

interface Prepared {
  readonly shown: Shown;
  readonly joints: readonly Joint[];
}

const givenUp = failed('cancelled', 'Weigh: given up');

/** A continuation as it is read: its tokens' log-probabilities (nats), and the likeliest tokens in their places. */
interface Read extends Joint {
  readonly logprobs: number[];
  readonly bests: number[];
}

/**
 * Weighs every continuation of every question, all planned together: what they have in common is computed once. What was
 * not done says why.
 */
export async function weigh(
  model: Model,
  questions: readonly Question[],
  tick: () => void,
  signal: AbortSignal,
): Promise<readonly Reply<Answer>[]> {
  const prepared: Reply<Prepared>[] = [];
  for (const question of questions) {
    await breath();
    prepared.push(signal.aborted ? givenUp : prepare(model, question));
  }
  const reads = prepared.map((each) => (each.ok ? each.value.joints.map(unread) : []));
  const broken = await fillIn(model, reads.flat().map(rowOf), tick, signal);

  return prepared.map((each, i) => {
    if (!each.ok) return each;
    const weighed: Weighed[] = [];
    for (const { continuation, logprobs, bests } of reads[i] ?? []) {
      if (bests.includes(-1)) return broken ?? failed('crashed', 'Weigh: a continuation was not computed');
      if (!logprobs.every(Number.isFinite)) return failed('inexact', 'Weigh: the model gave no number');
      const tokens = continuation.map((id, at) => ({
        ...model.tokenizer.token(id),
        logprob: logprobs[at] as number,
      }));
      weighed.push({
        logprob: logprobs.reduce((sum, logprob) => sum + logprob, 0),
        tokens,
        greedy: bests.every((best, at) => best === continuation[at]),
      });
    }
    return done({ shown: each.value.shown, weighed });
  });
}

const unread = (joint: Joint): Read => ({
  ...joint,
  logprobs: joint.continuation.map(() => NaN),
  bests: joint.continuation.map(() => -1),
});

/** The tokens that must be run so that each of the continuation has its number: all but the last. */
function rowOf({ context, continuation, logprobs, bests }: Read): Row {
  return {
    ids: continuation.length === 1 ? context : [...context, ...continuation.slice(0, -1)],
    wanted: continuation.map((token, at) => ({
      position: context.length - 1 + at,
      token,
      tell(logprob, best) {
        logprobs[at] = Math.min(0, logprob);
        bests[at] = best;
      },
    })),
  };
}

/** Renders and cuts into tokens; the prompt is shown as it stood before the first continuation. */
function prepare(model: Model, question: Question): Reply<Prepared> {
  const { tokenizer, template, config } = model;
  if (question.continuations.length === 0) return failed('bad-question', 'Weigh: no continuation, wanted at least one');
  if (question.continuations.includes('')) return failed('bad-question', 'Weigh: a continuation is empty');
  const rendered = render(question.prompt, tokenizer, template);
  if (!rendered.ok) return rendered;
  const cuts = joints(rendered.value.text, question.continuations, question.prompt.kind, tokenizer);
  const strayIn = (ids: readonly number[]) => ids.find((id) => config.vocabSize !== null && id >= config.vocabSize);
  let checked: readonly number[] | null = null;
  for (const { context, continuation } of cuts) {
    const length = context.length + continuation.length;
    if (context.length === 0) return failed('bad-question', 'Weigh: the prompt is empty, and nothing can stand for it');
    if (continuation.length === 0) return failed('bad-question', 'Weigh: a continuation has no tokens');
    if (length > config.contextLength) {
      return failed('overflow', `Weigh: ${length} tokens, the model takes ${config.contextLength}`);
    }
    const stray = (context === checked ? undefined : strayIn(context)) ?? strayIn(continuation);
    checked = context;
    if (stray !== undefined)
      return failed('bad-model', `Weigh: token ${stray} of ${config.vocabSize}: tokenizer and weights differ`);
  }
  const { text, kind } = rendered.value;
  const tokenIds = cuts[0]?.context ?? idsBefore(text, kind, tokenizer);
  return done({ shown: shownAs(rendered.value, tokenIds), joints: cuts });
}

/** Reads until all is read, or one has given up, or something breaks: what comes back says why reads are missing. */
async function fillIn(
  model: Model,
  rows: readonly Row[],
  tick: () => void,
  signal: AbortSignal,
): Promise<Reply<never> | null> {
  if (signal.aborted) return givenUp;
  const parts = readAll(model, rows);
  try {
    for (let part = await parts.next(); !part.done; part = await parts.next()) {
      tick();
      await breath();
      if (signal.aborted) return givenUp;
    }
    return null;
  } catch (error) {
    return faultOf(error, 'Weigh');
  } finally {
    await parts.return();
  }
}
