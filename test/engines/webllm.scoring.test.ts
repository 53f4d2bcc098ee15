import { describe, expect, test } from 'vitest';
import type { Prompt, QuestionOf } from '../../src/domain/verbs.ts';
import { webllmEngine } from '../../workers/webllm/engine.ts';
import { vocabulary } from './fixtures/byte-tokenizer.ts';
import { mlcFolder } from './fixtures/mlc-folder.ts';
import { scoresAfter, standIn, type Manner } from './fixtures/mlc-stand-in.ts';
import { never, valueOf } from './replies.ts';

async function opened(manner: Manner = {}, repeatable = false) {
  const { machine, seen } = standIn(manner);
  const engine = webllmEngine(machine);
  const loaded = valueOf(await engine.load(mlcFolder(), 'auto', () => undefined, never, repeatable));
  seen.runs.length = seen.resets.length = seen.wound.length = 0;
  return { engine, seen, loaded };
}

/** log p of a token after a row, straight from the stand-in's scores, in float64 by its textbook formula. */
function logprobAfter(ids: readonly number[], token: number): number {
  const scores = Array.from(scoresAfter(ids));
  return (scores[token] as number) - Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0));
}

const chat = (content: string): Prompt => ({ kind: 'chat', messages: [{ role: 'user', content }] });
const two: QuestionOf<'weigh'>[] = ['A. yes\nB. no', 'A. no\nB. yes'].map((options) => ({
  prompt: chat(`Is it?\n\n${options}`),
  continuations: ['A', 'B'],
}));

describe('webllm weigh', () => {
  test('log-probabilities are those of the captured scores, over the whole vocabulary at temperature 1', async () => {
    const { engine } = await opened();
    const [answer] = await engine.weigh([{ prompt: chat('Well?'), continuations: ['the sun', 'A', ' A b'] }], never);
    const { shown, weighed } = valueOf(answer);
    for (const { tokens, logprob } of weighed) {
      let row = [...shown.tokenIds];
      let sum = 0;
      for (const token of tokens) {
        const expected = logprobAfter(row, token.id);
        expect(Math.abs(token.logprob - expected)).toBeLessThan(1e-12);
        sum += expected;
        row = [...row, token.id];
      }
      expect(Math.abs(logprob - sum)).toBeLessThan(1e-11);
    }
  });

  test('a choice in two orders: one prefill for each, and no decode', async () => {
    const { engine, seen } = await opened();
    const answers = (await engine.weigh(two, never)).map(valueOf);
    expect(seen.runs).toEqual(answers.map(({ shown }) => shown.tokenIds.length).toSorted((a, b) => b - a));
  });

  test('a continuation of several tokens: its prompt once, then token by token', async () => {
    const { engine, seen } = await opened();
    const [answer] = await engine.weigh([{ prompt: chat('Well?'), continuations: ['sun'] }], never);
    expect(seen.runs).toEqual([valueOf(answer).shown.tokenIds.length, 1, 1]);
  });

  test('where it can be wound back: a common beginning is read once, and the numbers are the same', async () => {
    const prompt = chat('What do you see there in the sky above the hills?');
    const question: QuestionOf<'weigh'> = { prompt, continuations: ['sun', 'moon', 'stars'] };
    const [plain, quick] = [await opened(), await opened({ quick: 'right' })];
    const [one, other] = [await plain.engine.weigh([question], never), await quick.engine.weigh([question], never)];
    expect(other).toEqual(one);
    const tokens = ({ seen }: typeof plain) => seen.runs.reduce((sum, length) => sum + length, 0);
    expect(tokens(quick)).toBeLessThan(tokens(plain) / 2);
    expect(quick.seen.wound.length).toBeGreaterThan(0);
    expect(quick.loaded.engine.selfTest).toMatch(/Common beginnings are read once.*Continuations are read at once/);
  });

  test.each(['wrong', 'throws'] as const)('quicker ways that compute %s: left aside by themselves', async (quick) => {
    const [plain, other] = [await opened(), await opened({ quick })];
    expect(await other.engine.weigh(two, never)).toEqual(await plain.engine.weigh(two, never));
    expect(other.seen.wound).toEqual([]);
    expect(other.loaded.engine.selfTest).toContain('Every prompt is read from its start.');
  });

  test('repeatable: nothing quicker is tried, and the run says that it is repeatable', async () => {
    const { loaded, seen, engine } = await opened({ quick: 'right' }, true);
    expect(loaded.engine.repeatable).toBe(true);
    valueOf((await engine.weigh(two, never))[0]);
    expect(seen.wound).toEqual([]);
  });

  test('steering and layers: unsupported, with words, and only that question', async () => {
    const { engine } = await opened();
    const steered = { ...(two[0] as QuestionOf<'weigh'>), steering: { layer: 1, vector: [1] } };
    const [odd, even] = await engine.weigh([steered, two[1] as QuestionOf<'weigh'>], never);
    expect(odd).toMatchObject({
      ok: false,
      fault: 'unsupported',
      message: expect.stringContaining('hidden states') as string,
    });
    expect(even?.ok).toBe(true);
  });

  test('what the model’s own settings would do to scores is switched off', async () => {
    const { seen } = await opened();
    expect(seen.order?.record.overrides).toMatchObject({ temperature: 1, top_p: 1, repetition_penalty: 1 });
  });
});

describe('webllm generate', () => {
  const question = { prompt: chat('Tell me more.'), maxTokens: 10, temperature: 0, seed: 1, stop: [] };

  test('greedy: the highest captured score each time, and each token is read once', async () => {
    const { engine, seen } = await opened();
    const { shown, tokens, ended } = valueOf((await engine.generate([question], never))[0]);
    let row = [...shown.tokenIds];
    for (const { id } of tokens) {
      const scores = scoresAfter(row);
      expect(id).toBe(scores.indexOf(Math.max(...scores)));
      row = [...row, id];
    }
    const read = tokens.length - (ended === 'length' ? 1 : 0);
    expect(seen.runs).toEqual([shown.tokenIds.length, ...Array.from({ length: read }, () => 1)]);
  });

  test('the same prompt as text and as chat: what is shown is what is read', async () => {
    const { engine } = await opened();
    const { shown } = valueOf((await engine.generate([question], never))[0]);
    expect(shown.rendered).toBe('<|user|>\nTell me more.<|end|>\n<|assistant|>\n');
    expect(shown.tokenIds.map((id) => vocabulary[id]).join('')).toBe(shown.rendered);
  });
});

describe('webllm self-test', () => {
  test('prompts and single tokens that differ a little: said, in nats', async () => {
    const { loaded } = await opened({ wobble: 0.01 });
    expect(loaded.engine.selfTest).toMatch(/differ by up to \d\.\de-[23] nats/);
  });

  test.each<[string, Manner]>([['that differ much', { wobble: 4 }]])(
    'prompts and single tokens %s: inexact',
    async (_, manner) => {
      const engine = webllmEngine(standIn(manner).machine);
      const reply = await engine.load(mlcFolder(), 'auto', () => undefined, never);
      expect(reply).toMatchObject({ ok: false, fault: 'inexact' });
    },
  );
});
