import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { AnswerOf, QuestionOf, Shown } from '../../src/domain/verbs.ts';
import { breath } from '../breath.ts';
import { seeded } from '../seeded.ts';
import { choose } from './choosing.ts';
import { faultOf } from './fault.ts';
import type { Model } from './model.ts';
import { idsBefore, render, shownAs } from './rendering.ts';
import type { Memory } from './session.ts';
import { writingWith } from './writing.ts';

type Question = QuestionOf<'generate'>;
type Answer = AnswerOf<'generate'>;

/** Milliseconds between two tellings of how far an answer is. */
const pace = 100;

/** Continues each prompt, one after another, token by token; `heard` is told now and then how an answer begins. */
export async function generate(
  model: Model,
  questions: readonly Question[],
  tick: () => void,
  signal: AbortSignal,
  heard: (soFar: string) => void = () => undefined,
): Promise<readonly Reply<Answer>[]> {
  const replies: Reply<Answer>[] = [];
  for (const question of questions) {
    try {
      replies.push(signal.aborted ? givenUp : await continueOne(model, question, tick, signal, heard));
    } catch (error) {
      replies.push(faultOf(error, 'Generate'));
    }
  }
  return replies;
}

const givenUp = failed('cancelled', 'Generate: given up');

/** The prompt's evidence, where it is one that can be continued. */
function prepare({ tokenizer, template, config }: Model, { prompt, maxTokens }: Question): Reply<Shown> {
  if (!(maxTokens >= 1)) return failed('bad-question', `Generate: ${maxTokens} tokens, wanted at least 1`);
  const rendered = render(prompt, tokenizer, template);
  if (!rendered.ok) return rendered;
  const ids = idsBefore(rendered.value.text, rendered.value.kind, tokenizer);
  if (ids.length === 0) return failed('bad-question', 'Generate: the prompt is empty, and nothing can stand for it');
  // At least one token must fit; where the context ends sooner than asked, so does the answer.
  if (ids.length >= config.contextLength)
    return failed('overflow', `Generate: ${ids.length} tokens, the model takes ${config.contextLength}`);
  const stray = ids.find((id) => config.vocabSize !== null && id >= config.vocabSize);
  if (stray !== undefined)
    return failed('bad-model', `Generate: token ${stray} of ${config.vocabSize}: tokenizer and weights differ`);
  return done(shownAs(rendered.value, ids));
}

/** Tokens that end an answer: the model's, the tokenizer's, and in chat the one that closes a turn of the assistant's. */
function endsOf({ config, tokenizer, template }: Model, { prompt }: Question): ReadonlySet<number> {
  const closing = prompt.kind === 'chat' ? tokenizer.leading(template.closing) : null;
  return new Set([...config.eosIds, ...tokenizer.ends, ...(closing === null ? [] : [closing])]);
}

async function continueOne(
  model: Model,
  question: Question,
  tick: () => void,
  signal: AbortSignal,
  heard: (soFar: string) => void,
): Promise<Reply<Answer>> {
  const { tokenizer, config } = model;
  const prepared = prepare(model, question);
  if (!prepared.ok) return prepared;
  const shown = prepared.value;
  const random = seeded(question.seed);
  const most = Math.min(question.maxTokens, config.contextLength - shown.tokenIds.length);
  const ends = endsOf(model, question);
  const writing = writingWith(tokenizer, question.stop);
  const ids: number[] = [];
  const answer = (ended: Answer['ended']) =>
    done({ shown, text: writing.text(), tokens: ids.map((id) => tokenizer.token(id)), ended });
  const read = reader(model, shown.tokenIds);
  let told = performance.now();
  try {
    for (;;) {
      if (signal.aborted) return givenUp;
      const id = choose(await read.next(ids), question.temperature, random);
      if (id === null) return failed('inexact', 'Generate: the model gave no number');
      if (ends.has(id)) return answer('stop');
      ids.push(id);
      if (writing.add(id)) return answer('stop');
      if (ids.length >= most) return answer('length');
      tick();
      if (performance.now() - told >= pace) {
        told = performance.now();
        heard(writing.sure());
      }
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
