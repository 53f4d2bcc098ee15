import { expect, test } from 'vitest';
import type { QuestionOf } from '../../../src/domain/verbs.ts';
import { faultOf, never, valueOf } from '../replies.ts';
import { chat, plain, type Held } from './held.ts';

/** What every engine that generates promises. */
export function generatingContract({ engine, loaded }: Held): void {
  const question = { prompt: chat('Tell me more.'), maxTokens: 12, temperature: 0, seed: 1, stop: [] as string[] };
  const generate = async (asked: QuestionOf<'generate'>) => valueOf((await engine().generate([asked], never))[0]);

  test('greedy: the same each time, whatever the seed', async () => {
    const answer = await generate(question);
    expect(answer.tokens.length).toBeLessThanOrEqual(12);
    expect(answer).toEqual(await generate({ ...question, seed: 2 }));
  });

  test('sampled: the seed decides', async () => {
    const warm = { ...question, temperature: 2 };
    expect(await generate(warm)).toEqual(await generate(warm));
    const said = await Promise.all([1, 2, 3, 4].map((seed) => generate({ ...warm, seed })));
    expect(new Set(said.map((answer) => answer.text)).size).toBeGreaterThan(1);
  });

  test('maxTokens 1: one token, ended by length or by the model', async () => {
    const { tokens, ended } = await generate({ ...question, maxTokens: 1 });
    expect(tokens.length).toBe(ended === 'length' ? 1 : 0);
  });

  test('stop: the text ends before it', async () => {
    const warm = { ...question, temperature: 2, maxTokens: 40 };
    const { text } = await generate(warm);
    const stop = Array.from(text)[2];
    if (stop === undefined) return;
    const stopped = await generate({ ...warm, stop: [stop] });
    expect(stopped.ended).toBe('stop');
    expect(stopped.text).toBe(text.slice(0, text.indexOf(stop)));
  });

  test('a question that cannot be: no token asked for, too long a prompt', async () => {
    const long = plain('a b '.repeat(loaded().model.contextLength));
    const replies = await engine().generate(
      [
        { ...question, maxTokens: 0 },
        { ...question, prompt: long },
      ],
      never,
    );
    expect(replies.map(faultOf)).toEqual(['bad-question', 'overflow']);
  });

  test('given up: cancelled', async () => {
    expect((await engine().generate([question, question], AbortSignal.abort())).map(faultOf)).toEqual([
      'cancelled',
      'cancelled',
    ]);
  });
}
