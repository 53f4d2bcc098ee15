import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { AnswerOf, QuestionOf, Shown, Weighed } from '../../src/domain/verbs.ts';
import { breath } from '../breath.ts';
import { joints, type Joint } from './continuation.ts';
import { faultOf } from './fault.ts';
import type { Model } from './model.ts';
import { readAll, type Work } from './reading.ts';
import { idsBefore, render, shownAs } from './rendering.ts';

type Question = QuestionOf<'weigh'>;
type Answer = AnswerOf<'weigh'>;

interface Prepared {
  readonly shown: Shown;
  readonly joints: readonly Joint[];
}

/** Questions to prepare between two breaths. */
const pause = 16;
const givenUp = failed('cancelled', 'Weigh: given up');
const keyOf = (ids: readonly number[]) => ids.join(' ');

/** Weighs every continuation of every question. Equal contexts are computed once; what was not done says why. */
export async function weigh(
  model: Model,
  questions: readonly Question[],
  tick: () => void,
  signal: AbortSignal,
): Promise<readonly Reply<Answer>[]> {
  const prepared: Reply<Prepared>[] = [];
  for (const question of questions) {
    if (prepared.length % pause === 0) await breath();
    prepared.push(signal.aborted ? givenUp : prepare(model, question));
  }
  const works = new Map<string, Work & { readonly continuations: Map<string, readonly number[]> }>();
  for (const each of prepared) {
    if (!each.ok) continue;
    for (const { context, continuation } of each.value.joints) {
      const key = keyOf(context);
      const work = works.get(key) ?? { context, continuations: new Map(), reads: new Map() };
      work.continuations.set(keyOf(continuation), continuation);
      works.set(key, work);
    }
  }
  const broken = await fillIn(model, [...works.values()], tick, signal);

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
function prepare(model: Model, question: Question): Reply<Prepared> {
  const { tokenizer, template, config } = model;
  if (question.continuations.length === 0) return failed('bad-question', 'Weigh: no continuation, wanted at least one');
  if (question.continuations.includes('')) return failed('bad-question', 'Weigh: a continuation is empty');
  const rendered = render(question.prompt, tokenizer, template);
  if (!rendered.ok) return rendered;
  const cuts = joints(rendered.value.text, question.continuations, question.prompt.kind, tokenizer);
  for (const { context, continuation } of cuts) {
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
  const { text, kind } = rendered.value;
  const tokenIds = cuts[0]?.context ?? idsBefore(text, kind, tokenizer);
  return done({ shown: shownAs(rendered.value, tokenIds), joints: cuts });
}

/** Reads until all is read, or one has given up, or something breaks: what comes back says why reads are missing. */
async function fillIn(
  model: Model,
  works: readonly Work[],
  tick: () => void,
  signal: AbortSignal,
): Promise<Reply<never> | null> {
  if (signal.aborted) return givenUp;
  const parts = readAll(model, works);
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
