import { expect, test } from 'vitest';
import type { AnswerOf, Prompt, QuestionOf } from '../../../src/domain/verbs.ts';
import { faultOf, never, valueOf } from '../replies.ts';
import { chat, plain, questions, type Held } from './held.ts';

/** What every engine that weighs promises. */
export function weighingContract({ engine, loaded, can, tokens: vocabulary }: Held): void {
  const weigh = async (...asked: QuestionOf<'weigh'>[]) => (await engine().weigh(asked, never)).map(valueOf);
  const weighOne = async (asked: QuestionOf<'weigh'>) => (await weigh(asked))[0] as AnswerOf<'weigh'>;
  const logprobOf = async (prompt: Prompt, continuation: string) =>
    (await weighOne({ prompt, continuations: [continuation] })).weighed[0]?.logprob ?? NaN;

  test('answers line up with questions and continuations', async () => {
    const answers = await weigh(...questions);
    expect(answers.map((answer) => answer.weighed.length)).toEqual(questions.map((q) => q.continuations.length));
    answers.forEach((answer, i) => {
      const { prompt } = questions[i] as QuestionOf<'weigh'>;
      const said = prompt.kind === 'text' ? prompt.text : (prompt.messages[0]?.content ?? '');
      expect(answer.shown.rendered).toContain(said);
      expect(answer.shown.tokenIds.length).toBeGreaterThan(0);
    });
  });

  test('evidence: log-probabilities are finite, at most 0, and add up over the tokens', async () => {
    for (const { weighed } of await weigh(...questions)) {
      for (const { logprob, tokens } of weighed) {
        expect(tokens.length).toBeGreaterThan(0);
        for (const token of tokens) {
          expect(Number.isFinite(token.logprob)).toBe(true);
          expect(token.logprob).toBeLessThanOrEqual(0);
        }
        expect(logprob).toBeCloseTo(
          tokens.reduce((sum, token) => sum + token.logprob, 0),
          9,
        );
      }
    }
  });

  test('evidence: the tokens are the text that was asked about', async () => {
    const answer = await weighOne({
      prompt: plain('Once upon a time'),
      continuations: [' there was', ', long ago'],
    });
    expect(answer.weighed.map(({ tokens }) => tokens.map((token) => token.text).join(''))).toEqual([
      ' there was',
      ', long ago',
    ]);
  });

  test('greedy: true exactly for what generate says first', async () => {
    const prompt = plain('A long time ago');
    const asked = { prompt, maxTokens: 1, temperature: 0, seed: 1, stop: [] };
    const [said] = (await engine().generate([asked], never)).map(valueOf);
    if (!said || said.text === '' || said.text.includes('\ufffd')) return;
    const other = said.text === 'q' ? 'z' : 'q';
    const { weighed } = await weighOne({ prompt, continuations: [said.text, other] });
    expect(weighed.map((each) => each.greedy)).toEqual([true, false]);
  });

  test.runIf(vocabulary)('all tokens together: probability 1', async () => {
    const { weighed } = await weighOne({ prompt: chat('Well?'), continuations: vocabulary ?? [] });
    expect(weighed.map(({ tokens }) => tokens.length)).toEqual(weighed.map(() => 1));
    expect(weighed.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0)).toBeCloseTo(1, 5);
    expect(weighed.filter((each) => each.greedy).length).toBe(1);
  });

  test('chain rule: a continuation is its first part, times the rest after it', async () => {
    const whole = await logprobOf(plain('One day'), ', rain fell.');
    const first = await logprobOf(plain('One day'), ', rain');
    const rest = await logprobOf(plain('One day, rain'), ' fell.');
    expect(Math.abs(whole - (first + rest))).toBeLessThan(1e-4);
  });

  test('a batch gives what each question gives alone', async () => {
    const together = await weigh(...questions);
    for (const [i, question] of questions.entries()) {
      const alone = await weighOne(question);
      expect(alone.shown).toEqual(together[i]?.shown);
      alone.weighed.forEach((each, k) => {
        expect(Math.abs(each.logprob - (together[i]?.weighed[k]?.logprob ?? NaN))).toBeLessThan(1e-5);
      });
    }
  });

  test('the order of questions does not matter', async () => {
    const forth = await weigh(...questions);
    const back = (await weigh(...questions.toReversed())).toReversed();
    forth.forEach((answer, i) =>
      answer.weighed.forEach((each, k) => {
        expect(Math.abs(each.logprob - (back[i]?.weighed[k]?.logprob ?? NaN))).toBeLessThan(1e-5);
      }),
    );
  });

  test('twice the same: the same to the last digit', async () => {
    expect(await weigh(...questions)).toEqual(await weigh(...questions));
  });

  test("chat whose last turn is the assistant's: goes on with it, and nothing stands between", async () => {
    const messages = [
      { role: 'user', content: 'Well?' },
      { role: 'assistant', content: 'I think' },
    ] as const;
    const { shown, weighed } = await weighOne({ prompt: { kind: 'chat', messages }, continuations: [' so'] });
    expect(shown.rendered.endsWith('I think')).toBe(true);
    expect(weighed[0]?.tokens.map(({ text }) => text).join('')).toBe(' so');
    const asked = { prompt: { kind: 'chat', messages } as const, maxTokens: 3, temperature: 0, seed: 1, stop: [] };
    if (can('generate')) expect(valueOf((await engine().generate([asked], never))[0]).shown).toEqual(shown);
  });

  test('an empty continuation, or none: a bad question, and only that one', async () => {
    const odd = { prompt: plain('a'), continuations: ['b', ''] };
    const none = { prompt: plain('a'), continuations: [] };
    const replies = await engine().weigh([odd, questions[0] as QuestionOf<'weigh'>, none], never);
    expect(replies.map(faultOf)).toEqual(['bad-question', 'none', 'bad-question']);
  });

  test('a prompt longer than the context: overflow, and only that one', async () => {
    const long = { prompt: plain('a b '.repeat(loaded().model.contextLength)), continuations: ['b'] };
    const replies = await engine().weigh([questions[0] as QuestionOf<'weigh'>, long], never);
    expect(replies.map(faultOf)).toEqual(['none', 'overflow']);
  });

  test('given up: what was not done is cancelled', async () => {
    expect((await engine().weigh(questions, AbortSignal.abort())).map(faultOf)).toEqual(
      questions.map(() => 'cancelled'),
    );
    expect((await engine().weigh(questions, never)).map(faultOf)).toEqual(questions.map(() => 'none'));
  });

  test('no questions: no answers', async () => {
    expect(await engine().weigh([], never)).toEqual([]);
  });
}
