import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { AnswerOf, QuestionOf } from '../../src/domain/verbs.ts';
import { breath } from '../breath.ts';
import { seeded } from '../seeded.ts';
import { faultOf } from './fault.ts';
import { normalize } from './log-softmax.ts';
import type { Model } from './model.ts';
import { idsBefore, render, shownAs } from './rendering.ts';
import type { Memory } from './session.ts';

type Question = QuestionOf<'generate'>;
type Answer = AnswerOf<'generate'>;

/** Continues each prompt, one after another, token by token. */
export async function generate(
  model: Model,
  questions: readonly Question[],
  tick: () => void,
  signal: AbortSignal,
): Promise<readonly Reply<Answer>[]> {
  const replies: Reply<Answer>[] = [];
  for (const question of questions) {
    try {
      replies.push(signal.aborted ? givenUp : await continueOne(model, question, tick, signal));
    } catch (error) {
      replies.push(faultOf(error, 'Generate'));
    }
  }
  return replies;
}

const givenUp = failed('cancelled', 'Generate: given up');

async function continueOne(
  model: Model,
  question: Question,
  tick: () => void,
  signal: AbortSignal,
): Promise<Reply<Answer>> {
  const { tokenizer, template, config } = model;
  if (question.maxTokens < 1)
    return failed('bad-question', `Generate: ${question.maxTokens} tokens, wanted at least 1`);
  const rendered = render(question.prompt, tokenizer, template);
  if (!rendered.ok) return rendered;
  const shown = shownAs(rendered.value, idsBefore(rendered.value.text, rendered.value.kind, tokenizer));
  const length = shown.tokenIds.length;
  if (length === 0) return failed('bad-question', 'Generate: the prompt is empty, and nothing can stand for it');
  // At least one token must fit; where the context ends sooner than asked, so does the answer.
  if (length >= config.contextLength)
    return failed('overflow', `Generate: ${length} tokens, the model takes ${config.contextLength}`);

  const random = seeded(question.seed);
  const most = Math.min(question.maxTokens, config.contextLength - length);
  const ids: number[] = [];
  const answer = (text: string, ended: Answer['ended']) =>
    done({ shown, text, tokens: ids.map((id) => tokenizer.token(id)), ended });
  const read = reader(model, shown.tokenIds);
  try {
    for (;;) {
      if (signal.aborted) return givenUp;
      const id = choose(await read.next(ids), question.temperature, random);
      if (id === null) return failed('inexact', 'Generate: the model gave no number');
      const before = tokenizer.decode(ids);
      if (config.eosIds.includes(id)) return answer(before, 'stop');
      ids.push(id);
      const text = tokenizer.decode(ids);
      const cut = Math.min(
        ...question.stop.filter((stop) => stop !== '' && text.includes(stop)).map((stop) => text.indexOf(stop)),
      );
      if (Number.isFinite(cut)) return answer(text.slice(0, cut), 'stop');
      if (ids.length >= most) return answer(text, 'length');
      tick();
      await breath();
    }
  } finally {
    read.end();
  }
}

/** Scores for the token after prompt and `written`; with memory only the newest token is computed. */
function reader(model: Model, prompt: readonly number[]) {
  const { session, alone } = model;
  const remembers = alone && session.graph.past.length > 0;
  let memory: Memory | null = null;
  return {
    async next(written: readonly number[]): Promise<Float32Array> {
      if (!remembers) {
        const [scores] = await session.scores([[...prompt, ...written]]);
        return scores as Float32Array;
      }
      const row: readonly number[] = memory === null ? prompt : written.slice(-1);
      const extended = await session.next(memory, row);
      memory?.dispose();
      memory = extended.memory;
      return extended.scores;
    },
    end: () => memory?.dispose(),
  };
}

/** The likeliest token at temperature 0, else one drawn; null where scores are no numbers. */
function choose(scores: Float32Array, temperature: number, random: () => number): number | null {
  const { logSum, best } = normalize(scores);
  if (!Number.isFinite(logSum)) return null;
  if (temperature <= 0) return best;
  const top = scores[best] as number;
  const weights = Float64Array.from(scores, (score) => Math.exp((score - top) / temperature));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (let id = 0; id < weights.length; id++) {
    left -= weights[id] as number;
    if (left < 0) return id;
  }
  return best;
}
