import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { QuestionOf } from '../../src/domain/verbs.ts';
import { choose } from '../../workers/onnx/choosing.ts';
import { generate } from '../../workers/onnx/generating.ts';
import type { Model } from '../../workers/onnx/model.ts';
import { readTemplate } from '../../workers/onnx/template.ts';
import { readTokenizer, type Tokenizer } from '../../workers/onnx/tokenizer.ts';
import { writingWith } from '../../workers/onnx/writing.ts';
import { seeded } from '../../workers/seeded.ts';
import { byteTokenizer, idOf, vocabulary } from './fixtures/byte-tokenizer.ts';
import { chatTemplate } from './fixtures/folders.ts';
import { never, valueOf } from './replies.ts';

const ascii = readTokenizer(
  byteTokenizer({ before: [], after: [] }) as Record<string, unknown>,
  { bos_token: '<s>' },
  {},
);
const witness = JSON.parse(readFileSync(join(import.meta.dirname, '../reference/tokens.json'), 'utf8')) as Record<
  string,
  { readonly file: Record<string, unknown>; readonly config: Record<string, unknown> }
>;
const makes = Object.entries(witness).filter(([make]) => make !== 'WordPiece' && make !== 'Unigram');
const tokenizerOf = (make: string) => readTokenizer(witness[make]?.file ?? {}, witness[make]?.config ?? {}, {});

/** A model that says just this, and then the first token of its vocabulary for ever. */
function saying(
  ids: readonly number[],
  given: { tokenizer?: Tokenizer; eosIds?: readonly number[]; wait?: number } = {},
) {
  const { tokenizer = ascii, eosIds = [], wait = 0 } = given;
  let step = 0;
  let runs = 0;
  const session = {
    graph: { past: [] },
    scores: async () => {
      runs += 1;
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const scores = new Float32Array(2000);
      scores[ids[step++] ?? 0] = 50;
      return [scores];
    },
  };
  const template = readTemplate(null, chatTemplate, {});
  const config = { contextLength: 400, vocabSize: 2000, eosIds };
  // Of the session and the configuration, generating uses these parts alone.
  const model = { session, config, tokenizer, template, alone: false } as unknown as Model;
  return { model, runs: () => runs };
}

const asked: QuestionOf<'generate'> = {
  prompt: { kind: 'text', text: 'Once' },
  maxTokens: 40,
  temperature: 0,
  seed: 1,
  stop: [],
};
const tokens = (...texts: string[]) => texts.map(idOf);
async function answer(model: Model, question: Partial<QuestionOf<'generate'>> = {}, heard?: (soFar: string) => void) {
  const [reply] = await generate(model, [{ ...asked, ...question }], () => undefined, never, heard);
  return valueOf(reply);
}

describe('generate', () => {
  test('a stop text over the borders of tokens: the text ends before it, the tokens show how far it wrote', async () => {
    const { model } = saying(tokens('a', ' ', 'the', ' ', 'b'));
    const said = await answer(model, { stop: ['e b'] });
    expect(said).toMatchObject({ text: 'a th', ended: 'stop' });
    expect(said.tokens.map(({ text }) => text).join('')).toBe('a the b');
  });

  test('of several stop texts the one that comes first; an empty one never', async () => {
    const { model } = saying(tokens('a', 'b', 'c', 'd'));
    expect(await answer(model, { stop: ['', 'cd', 'bc'] })).toMatchObject({ text: 'a', ended: 'stop' });
  });

  test.each(makes)('%s: a stop text made of pieces of characters', async (make) => {
    const tokenizer = tokenizerOf(make);
    const { model } = saying(tokenizer.encode('so 😁 and 生 more'), { tokenizer });
    expect(await answer(model, { stop: ['😁 and 生'], maxTokens: 60 })).toMatchObject({
      text: expect.stringMatching(/^ ?so $/),
      ended: 'stop',
    });
  });

  test('every end that the configuration names ends it, and is not part of it', async () => {
    for (const end of ['<|end|>', '[SEP]']) {
      const { model } = saying(tokens('a', 'b', end, 'c'), { eosIds: tokens('<|end|>', '[SEP]') });
      expect(await answer(model)).toMatchObject({ text: 'ab', ended: 'stop', tokens: [{ text: 'a' }, { text: 'b' }] });
    }
  });

  test("the tokenizer's own end, where the configuration names none", async () => {
    const file = byteTokenizer({ before: [], after: [] }) as Record<string, unknown>;
    const tokenizer = readTokenizer(file, { eos_token: { content: '</s>' } }, {});
    expect(await answer(saying(tokens('a', '</s>'), { tokenizer }).model)).toMatchObject({ text: 'a', ended: 'stop' });
  });

  test('the token that closes a turn ends it in chat, and not in plain text', async () => {
    const said = tokens('a', '<|end|>', 'b');
    const chat = { prompt: { kind: 'chat', messages: [{ role: 'user', content: 'Hi' }] }, maxTokens: 3 } as const;
    expect(await answer(saying(said).model, chat)).toMatchObject({ text: 'a', ended: 'stop' });
    expect(await answer(saying(said).model, { maxTokens: 3 })).toMatchObject({ text: 'a<|end|>b', ended: 'length' });
  });

  test('ended by length: as many tokens as asked, or as the context holds', async () => {
    const { model, runs } = saying([]);
    expect(await answer(model, { maxTokens: 7 })).toMatchObject({ ended: 'length', tokens: { length: 7 } });
    expect(runs()).toBe(7);
    const long = { prompt: { kind: 'text', text: 'b'.repeat(395) }, maxTokens: 50 } as const;
    expect((await answer(saying([]).model, long)).tokens).toHaveLength(5);
  });

  test('a prompt with a token that the weights do not have: tokenizer and weights differ', async () => {
    const { model } = saying([]);
    const small = { ...model, config: { ...model.config, vocabSize: 50 } };
    const [reply] = await generate(small, [asked], () => undefined, never);
    expect(reply).toMatchObject({ ok: false, fault: 'bad-model' });
  });

  test('a token that the tokenizer does not have: written as nothing', async () => {
    expect(await answer(saying([...tokens('a'), 1999, ...tokens('b')]).model, { maxTokens: 3 })).toMatchObject({
      text: 'ab',
      tokens: [{ text: 'a' }, { id: 1999, text: '' }, { text: 'b' }],
    });
  });

  test('heard while it writes: beginnings of the answer, longer each time, and never a part of a stop text', async () => {
    const { model } = saying(tokens(...'one, two, three. END of it'), { wait: 25 });
    const heard: string[] = [];
    const said = await answer(model, { stop: ['END'] }, (soFar) => heard.push(soFar));
    expect(said.text).toBe('one, two, three. ');
    expect(heard.length).toBeGreaterThan(2);
    expect(heard).toEqual(heard.toSorted((a, b) => a.length - b.length));
    for (const soFar of heard) expect(said.text.startsWith(soFar)).toBe(true);
  });

  test('given up in the midst: cancelled within a token', async () => {
    const { model, runs } = saying([], { wait: 5 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 40);
    const replies = await generate(model, [{ ...asked, maxTokens: 300 }, asked], () => undefined, controller.signal);
    expect(replies).toMatchObject([{ fault: 'cancelled' }, { fault: 'cancelled' }]);
    expect(runs()).toBeLessThan(20);
  });
});

describe('writingWith', () => {
  test.each(makes)('%s: bit by bit the same text as at once, however long', (make) => {
    const tokenizer = tokenizerOf(make);
    const random = seeded(7);
    for (let round = 0; round < 20; round++) {
      const ids = Array.from({ length: 120 }, () => 3 + Math.floor(random() * 320));
      const writing = writingWith(tokenizer, []);
      for (const id of ids) writing.add(id);
      expect(writing.text()).toBe(tokenizer.decode(ids));
    }
  });

  test.each(makes)('%s: what is sure stays', (make) => {
    const tokenizer = tokenizerOf(make);
    const writing = writingWith(tokenizer, ['🤗!']);
    const whole = 'Hey 生活 😁 and 🤗 and 👩‍👩‍👧‍👦';
    const seen = tokenizer.encode(whole).map((id) => {
      writing.add(id);
      return writing.sure();
    });
    for (const sure of seen) {
      expect(writing.text().startsWith(sure)).toBe(true);
      expect(sure).not.toContain('\ufffd');
    }
    expect(seen.at(-1)?.trim()).toBe(whole);
  });

  test('the beginning of a stop text is held back until it is none', () => {
    const writing = writingWith(ascii, ['END']);
    const seen = tokens(...'an ENEND').map((id) => {
      writing.add(id);
      return writing.sure();
    });
    expect(seen).toEqual(['a', 'an', 'an ', 'an ', 'an ', 'an EN', 'an EN', 'an EN']);
  });

  test('a stop text that begins long before it ends', () => {
    const stop = 'abc'.repeat(20);
    const writing = writingWith(ascii, [stop]);
    const stopped = tokens(...`xy${stop}z`).map((id) => writing.add(id));
    expect(stopped.indexOf(true)).toBe(61);
    expect(writing.text()).toBe('xy');
  });
});

describe('choose', () => {
  const thirds = Float32Array.from([0, Math.log(2), -Infinity, 0]);

  test.each([
    [0, 0],
    [0.24, 0],
    [0.26, 1],
    [0.74, 1],
    [0.76, 3],
    [0.999999, 3],
  ])('at temperature 1 the number %d falls on token %i', (number, id) => {
    expect(choose(thirds, 1, () => number)).toBe(id);
  });

  test('temperature: half of it squares the odds', () => {
    expect([0.16, 0.18, 0.82, 0.84].map((number) => choose(thirds, 0.5, () => number))).toEqual([0, 1, 1, 3]);
  });

  test('greedy: the first of equals, and no number is drawn', () => {
    const drawn = () => {
      throw new Error('drawn');
    };
    expect(choose(Float32Array.of(1, 3, 3), 0, drawn)).toBe(1);
  });

  test('scores that overflow the exponential, and scores that are no numbers', () => {
    expect(choose(Float32Array.of(3e38, 1, 2), 0.01, () => 0.999)).toBe(0);
    expect(choose(Float32Array.of(1, NaN), 1, () => 0.5)).toBeNull();
  });

  test('drawn often: as often as it is probable', () => {
    const random = seeded(11);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) {
      const id = choose(thirds, 1, random) ?? 0;
      counts[id] = (counts[id] ?? 0) + 1;
    }
    // Four standard errors of a share of a half in 20,000 draws are 0.014.
    expect(counts[2]).toBe(0);
    [0.25, 0.5, 0, 0.25].forEach((share, id) =>
      expect(Math.abs((counts[id] ?? 0) / 20_000 - share)).toBeLessThan(0.0142),
    );
  });
});

test('the vocabulary of these tests has the tokens that they use', () => {
  expect(['the', 'th', '<|end|>', '[SEP]', '</s>'].every((text) => vocabulary.includes(text))).toBe(true);
});
