import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Loaded } from '../../src/domain/engine.ts';
import type { ModelFiles } from '../../src/domain/model.ts';
import type { Reply } from '../../src/domain/reply.ts';
import type { AnswerOf, Prompt, QuestionOf, Verb } from '../../src/domain/verbs.ts';

/** What the contract must know of an engine and a model to hold them to it. */
export interface Candidate {
  readonly name: string;
  engine(): Engine;
  readonly model: ModelFiles;
  readonly verbs: readonly Verb[];
  /** Every token as a text of one token, where that can be said: their probabilities must sum to 1. */
  readonly tokens?: readonly string[];
}

export const never = new AbortController().signal;

/** The value of a reply that must be one. */
export function valueOf<T>(reply: Reply<T> | undefined): T {
  if (!reply?.ok) throw new Error(reply ? `${reply.fault}: ${reply.message}` : 'no reply');
  return reply.value;
}

const faultOf = (reply: Reply<unknown> | undefined) => (reply?.ok === false ? reply.fault : 'none');
const chat = (content: string): Prompt => ({ kind: 'chat', messages: [{ role: 'user', content }] });
const plain = (text: string): Prompt => ({ kind: 'text', text });
const places = ['the cat', 'a bridge over the river', 'an old friend who wrote a long letter about the weather'];
const questions: QuestionOf<'weigh'>[] = places.flatMap((place) => [
  { prompt: chat(`Tell me of ${place}.\n\nA. yes\nB. no`), continuations: ['A', 'B'] },
  { prompt: plain(`Once, ${place}`), continuations: [' was', ' had gone', 's'] },
]);

/** What every engine promises, whatever stands behind it. */
export function engineContract(candidate: Candidate): void {
  describe(candidate.name, () => {
    let engine: Engine;
    let loaded: Loaded;
    const can = (verb: Verb) => candidate.verbs.includes(verb);

    beforeAll(async () => {
      engine = candidate.engine();
      loaded = valueOf(await engine.load(candidate.model, 'auto', () => undefined, never));
    });
    afterAll(() => engine.end());

    const weigh = async (...asked: QuestionOf<'weigh'>[]) => (await engine.weigh(asked, never)).map(valueOf);
    const weighOne = async (asked: QuestionOf<'weigh'>) => (await weigh(asked))[0] as AnswerOf<'weigh'>;
    const logprobOf = async (prompt: Prompt, continuation: string) =>
      (await weighOne({ prompt, continuations: [continuation] })).weighed[0]?.logprob ?? NaN;

    test('load, facts: engine, hashes, context and verbs are recorded', () => {
      expect(loaded.engine.id).toBe(engine.about.id);
      expect(loaded.model.verbs).toEqual(candidate.verbs);
      expect(loaded.model.contextLength).toBeGreaterThan(0);
      for (const hash of [
        loaded.model.hash,
        loaded.model.templateHash,
        ...loaded.model.files.map((file) => file.sha256),
      ]) {
        expect(hash).toMatch(/^[0-9a-f]{64}$/);
      }
      const paths = loaded.model.files.map((file) => file.path);
      expect(paths).toEqual(paths.toSorted());
    });

    test('load, progress: bytes only grow, up to the total', async () => {
      const seen: { stage: string; bytesDone: number; bytesTotal: number }[] = [];
      const other = candidate.engine();
      valueOf(await other.load(candidate.model, 'auto', (progress) => seen.push(progress), never));
      other.end();
      const fetching = seen.filter((progress) => progress.stage === 'fetching');
      expect(fetching.at(-1)?.bytesDone).toBe(loaded.model.files.reduce((sum, file) => sum + file.bytes, 0));
      for (const { bytesDone, bytesTotal } of seen) expect(bytesDone).toBeLessThanOrEqual(bytesTotal);
      expect(fetching.map((progress) => progress.bytesDone)).toEqual(
        fetching.map((progress) => progress.bytesDone).toSorted((a, b) => a - b),
      );
    });

    test('load, a file that is not what its hash says: refused', async () => {
      const other = candidate.engine();
      const files = candidate.model.files.map((file) => ({ ...file, sha256: '0'.repeat(64) }));
      expect(faultOf(await other.load({ ...candidate.model, files }, 'auto', () => undefined, never))).toBe(
        'bad-model',
      );
      other.end();
    });

    test('load, no files: a bad model', async () => {
      const other = candidate.engine();
      expect(faultOf(await other.load({ id: 'x', title: 'x', files: [] }, 'auto', () => undefined, never))).toBe(
        'bad-model',
      );
      other.end();
    });

    test('load, given up before it began: cancelled', async () => {
      const other = candidate.engine();
      expect(faultOf(await other.load(candidate.model, 'auto', () => undefined, AbortSignal.abort()))).toBe(
        'cancelled',
      );
      other.end();
    });

    test('ask, before a model is loaded: every verb is unsupported', async () => {
      const other = candidate.engine();
      expect((await other.weigh(questions, never)).map(faultOf)).toEqual(questions.map(() => 'unsupported'));
      expect((await other.embed([{ text: 'x' }], never)).map(faultOf)).toEqual(['unsupported']);
      other.end();
    });

    test.runIf(!can('weigh'))('weigh and generate, a model that cannot: unsupported', async () => {
      expect((await engine.weigh(questions, never)).map(faultOf)).toEqual(questions.map(() => 'unsupported'));
      const question = { prompt: plain('a'), maxTokens: 1, temperature: 0, seed: 1, stop: [] };
      expect((await engine.generate([question], never)).map(faultOf)).toEqual(['unsupported']);
    });

    describe.runIf(can('weigh'))('weigh', () => {
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
        const [said] = (await engine.generate([asked], never)).map(valueOf);
        if (!said || said.text === '' || said.text.includes('\ufffd')) return;
        const other = said.text === 'q' ? 'z' : 'q';
        const { weighed } = await weighOne({ prompt, continuations: [said.text, other] });
        expect(weighed.map((each) => each.greedy)).toEqual([true, false]);
      });

      test.runIf(candidate.tokens)('all tokens together: probability 1', async () => {
        const { weighed } = await weighOne({ prompt: chat('Well?'), continuations: candidate.tokens ?? [] });
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
        if (can('generate')) expect(valueOf((await engine.generate([asked], never))[0]).shown).toEqual(shown);
      });

      test('an empty continuation, or none: a bad question, and only that one', async () => {
        const odd = { prompt: plain('a'), continuations: ['b', ''] };
        const none = { prompt: plain('a'), continuations: [] };
        const replies = await engine.weigh([odd, questions[0] as QuestionOf<'weigh'>, none], never);
        expect(replies.map(faultOf)).toEqual(['bad-question', 'none', 'bad-question']);
      });

      test('a prompt longer than the context: overflow, and only that one', async () => {
        const long = { prompt: plain('a b '.repeat(loaded.model.contextLength)), continuations: ['b'] };
        const replies = await engine.weigh([questions[0] as QuestionOf<'weigh'>, long], never);
        expect(replies.map(faultOf)).toEqual(['none', 'overflow']);
      });

      test('given up: what was not done is cancelled', async () => {
        expect((await engine.weigh(questions, AbortSignal.abort())).map(faultOf)).toEqual(
          questions.map(() => 'cancelled'),
        );
        expect((await engine.weigh(questions, never)).map(faultOf)).toEqual(questions.map(() => 'none'));
      });

      test('no questions: no answers', async () => {
        expect(await engine.weigh([], never)).toEqual([]);
      });
    });

    describe.runIf(can('generate'))('generate', () => {
      const question = { prompt: chat('Tell me more.'), maxTokens: 12, temperature: 0, seed: 1, stop: [] as string[] };
      const generate = async (asked: QuestionOf<'generate'>) => valueOf((await engine.generate([asked], never))[0]);

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
        const long = plain('a b '.repeat(loaded.model.contextLength));
        const replies = await engine.generate(
          [
            { ...question, maxTokens: 0 },
            { ...question, prompt: long },
          ],
          never,
        );
        expect(replies.map(faultOf)).toEqual(['bad-question', 'overflow']);
      });

      test('given up: cancelled', async () => {
        expect((await engine.generate([question, question], AbortSignal.abort())).map(faultOf)).toEqual([
          'cancelled',
          'cancelled',
        ]);
      });
    });

    test.runIf(!can('embed'))('embed, a model that cannot: unsupported', async () => {
      expect((await engine.embed([{ text: 'a' }], never)).map(faultOf)).toEqual(['unsupported']);
    });

    describe.runIf(can('embed'))('embed', () => {
      const texts = places.map((text) => ({ text }));
      const embed = async (...asked: { text: string }[]) => (await engine.embed(asked, never)).map(valueOf);

      test('one vector for each text, all of one length, different for different texts', async () => {
        const answers = await embed(...texts);
        expect(new Set(answers.map(({ vector }) => vector.length)).size).toBe(1);
        expect(new Set(answers.map(({ vector }) => vector.join())).size).toBe(texts.length);
      });

      test('evidence: at most seven significant digits, and the tokens', async () => {
        for (const { vector, tokenIds } of await embed(...texts)) {
          expect(tokenIds.length).toBeGreaterThan(0);
          expect(vector).toEqual(vector.map((value) => Number(value.toPrecision(7))));
        }
      });

      test('a batch gives what each text gives alone', async () => {
        const together = await embed(...texts);
        for (const [i, text] of texts.entries()) {
          const [alone] = await embed(text);
          alone?.vector.forEach((value, k) => {
            expect(Math.abs(value - (together[i]?.vector[k] ?? NaN))).toBeLessThan(1e-5);
          });
        }
      });

      test('an empty text, one too long: faults of their own', async () => {
        const long = { text: 'a b '.repeat(loaded.model.contextLength) };
        const faults = (await engine.embed([texts[0] as { text: string }, long], never)).map(faultOf);
        expect(faults).toEqual(['none', 'overflow']);
      });

      test('given up: cancelled', async () => {
        expect((await engine.embed(texts, AbortSignal.abort())).map(faultOf)).toEqual(texts.map(() => 'cancelled'));
      });
    });
  });
}
