import { describe, expect, test } from 'vitest';
import type { Protocol } from '../../src/domain/protocol.ts';
import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { Trial } from '../../src/domain/run.ts';
import type { Suite } from '../../src/domain/suite.ts';
import type { AnswerOf, QuestionOf } from '../../src/domain/verbs.ts';
import { forcedChoice } from '../../src/protocols/forced-choice.ts';
import { phraseEmbedding } from '../../src/protocols/phrase-embedding.ts';
import { carryOut, EngineStopped } from '../../src/runs/loop.ts';
import { planOf } from '../../src/runs/plan.ts';
import { reread } from '../../src/runs/reread.ts';
import { choice, frame, phrase, suiteOf } from '../protocols/items.ts';

const choices = suiteOf(
  'choices',
  Array.from({ length: 10 }, (_, i) => choice([`yes ${i}`, `no ${i}`], i % 2, `c${i}`)),
);
const phrases = suiteOf('phrases', [
  { ...phrase('kill', 'a1'), role: 'anchor', side: 'dont' },
  ...Array.from({ length: 5 }, (_, i) => phrase(`do ${i}`, `p${i}`)),
]);

/** An engine that counts its calls; a rule may turn any question into a fault. */
function engineOf(fault: (text: string) => Reply<never> | undefined = () => undefined) {
  const calls: number[] = [];
  const reply = <T>(text: string, value: T): Reply<T> => fault(text) ?? done(value);
  return {
    calls,
    weigh: (questions: readonly QuestionOf<'weigh'>[]) => {
      calls.push(questions.length);
      return Promise.resolve(
        questions.map((question) =>
          reply(JSON.stringify(question), {
            shown: { rendered: JSON.stringify(question.prompt), tokenIds: [1] },
            weighed: question.continuations.map((_, place) => ({
              logprob: -1 - place,
              tokens: [],
              greedy: place === 0,
            })),
          }),
        ),
      );
    },
    embed: (questions: readonly QuestionOf<'embed'>[]) => {
      calls.push(questions.length);
      return Promise.resolve(questions.map(({ text }) => reply(text, { tokenIds: [1], vector: [text.length, 1] })));
    },
    generate: () => Promise.resolve([] as Reply<AnswerOf<'generate'>>[]),
  };
}

const protocols = [forcedChoice, phraseEmbedding];
const parts = [
  { suite: choices, protocol: forcedChoice },
  { suite: phrases, protocol: phraseEmbedding },
];

async function planned(limit: number | null = null, seed = 1) {
  return await planOf(parts, { seed, limit });
}

async function collect(run: AsyncIterable<Trial>): Promise<Trial[]> {
  const trials: Trial[] = [];
  for await (const trial of run) trials.push(trial);
  return trials;
}

async function carry(engine: ReturnType<typeof engineOf>, change: Partial<Parameters<typeof carryOut>[0]> = {}) {
  const { plan } = await planned();
  const signal = new AbortController().signal;
  return carryOut({ plan, suites: [choices, phrases], protocols, engine, already: [], signal, window: 4, ...change });
}

describe('planOf', () => {
  test('asks every item without a limit, and hashes alike for the same choice', async () => {
    const a = await planned();
    expect(a.plan.parts.map(({ itemIds }) => itemIds.length)).toEqual([10, 6]);
    expect(a.planHash).toBe((await planned()).planHash);
    expect(a.planHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('draws by the seed, keeps the order of the suite and always keeps anchors', async () => {
    const one = (await planned(3, 1)).plan.parts;
    expect(one.map(({ itemIds }) => itemIds.length)).toEqual([3, 4]);
    expect(one[1]?.itemIds[0]).toBe('a1');
    expect(one[0]?.itemIds).toEqual([...(one[0]?.itemIds ?? [])].sort());
    const draws = await Promise.all(
      [1, 2, 3, 4, 5].map(async (seed) => (await planned(3, seed)).plan.parts[0]?.itemIds),
    );
    expect(new Set(draws.map(String)).size).toBeGreaterThan(1);
  });

  test('refuses two suites of one id', async () => {
    const twice = { suite: choices, protocol: forcedChoice };
    await expect(planOf([twice, twice], { seed: 1, limit: null })).rejects.toThrow(/two suites have the id "choices"/);
  });

  test('asks only the wanted items, and the anchors', async () => {
    const wanted = [choices.items[7]?.id ?? '', choices.items[2]?.id ?? ''];
    const { plan } = await planOf(
      [
        { suite: choices, protocol: forcedChoice, itemIds: wanted },
        { suite: phrases, protocol: phraseEmbedding, itemIds: [] },
      ],
      { seed: 1, limit: null },
    );
    expect(plan.parts[0]?.itemIds).toEqual([wanted[1], wanted[0]]);
    expect(plan.parts[1]?.itemIds).toEqual(
      phrases.items.flatMap((item) => (item.kind === 'phrase' && item.role === 'anchor' ? [item.id] : [])),
    );
    const strange = [{ suite: choices, protocol: forcedChoice, itemIds: ['nobody'] }];
    await expect(planOf(strange, { seed: 1, limit: null })).rejects.toThrow(/choices has no item "nobody"/);
  });

  test('keeps of a setting what the protocol heeds', async () => {
    const setting = { layer: 2, pooling: 'last' } as const;
    const layered: Protocol = { ...phraseEmbedding, heeds: ['layer'] };
    const { plan } = await planOf(
      [
        { suite: choices, protocol: forcedChoice, setting },
        { suite: phrases, protocol: layered, setting },
      ],
      { seed: 1, limit: null },
    );
    expect(plan.parts.map((part) => part.setting)).toEqual([undefined, { layer: 2 }]);
  });

  test('a preamble is the system turn of every conversation, and is read again so', async () => {
    const preamble = { id: 'plain', title: 'Plain', text: 'Answer plainly.' };
    const { plan } = await planOf([{ suite: choices, protocol: forcedChoice }], { seed: 1, limit: 2, preamble });
    const bare = await planOf([{ suite: choices, protocol: forcedChoice }], { seed: 1, limit: 2 });
    expect(plan.preamble).toEqual(preamble);
    expect(bare.plan).not.toHaveProperty('preamble');
    const signal = new AbortController().signal;
    const engine = engineOf();
    const trials = await collect(
      carryOut({ plan, suites: [choices], protocols, engine, already: [], signal, window: 4 }),
    );
    expect(trials).toHaveLength(2);
    for (const trial of trials) {
      const [exchange] = trial.exchanges;
      if (exchange?.verb !== 'weigh') throw new Error('a weighing was wanted');
      for (const { prompt } of exchange.questions)
        expect(prompt.kind === 'chat' && prompt.messages[0]).toEqual({ role: 'system', content: 'Answer plainly.' });
      const item = choices.items.find(({ id }) => id === trial.itemId);
      if (!item || trial.outcome !== 'answered') throw new Error('an answered item was wanted');
      const under = { setting: {}, preamble };
      expect(reread(item, choices.frame, forcedChoice, trial.exchanges, under)).toEqual(trial.score);
      expect(reread(item, choices.frame, forcedChoice, trial.exchanges)).toBeUndefined();
    }
  });

  test('changes the hash when the suite, the protocol version or the seed changes', async () => {
    const hash = async (suite: Suite, protocol: Protocol, seed: number) =>
      (await planOf([{ suite, protocol }], { seed, limit: null })).planHash;
    const hashes = await Promise.all([
      hash(choices, forcedChoice, 1),
      hash({ ...choices, summary: 'x' }, forcedChoice, 1),
      hash(choices, { ...forcedChoice, version: 2 }, 1),
      hash(choices, forcedChoice, 2),
    ]);
    expect(new Set(hashes).size).toBe(4);
  });
});

describe('carryOut', () => {
  test('ends every item in one trial with its evidence, a whole window in one call', async () => {
    const engine = engineOf();
    const trials = await collect(await carry(engine));
    expect(trials).toHaveLength(16);
    expect(new Set(trials.map(({ itemId }) => itemId)).size).toBe(16);
    expect(engine.calls[0]).toBe(8);
    expect(trials[0]?.exchanges[0]?.answers).toHaveLength(2);
  });

  test('puts the next items in line while the first are answered, and no third', async () => {
    const engine = engineOf();
    const waiting: (() => void)[] = [];
    const weigh = async (questions: readonly QuestionOf<'weigh'>[]) => {
      const replies = await engine.weigh(questions);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return replies;
    };
    const trials = (await carry(engine, { engine: { ...engine, weigh } }))[Symbol.asyncIterator]();
    const first = trials.next();
    await expect.poll(() => waiting.length).toBe(2);
    expect(engine.calls).toEqual([8, 8]);
    waiting.shift()?.();
    expect((await first).value).toMatchObject({ outcome: 'answered' });
    for (let rest = 0; rest < 3; rest++) await trials.next();
    const fifth = trials.next();
    await expect.poll(() => waiting.length).toBe(2);
    expect(engine.calls).toEqual([8, 8, 4]);
    waiting.splice(0).forEach((answer) => answer());
    await fifth;
  });

  test('asks more together while answers come at once, up to four windows, and no more where they do not', async () => {
    const many = suiteOf(
      'many',
      Array.from({ length: 60 }, (_, i) => choice([`yes ${i}`, `no ${i}`], i % 2, `m${i}`)),
    );
    const { plan } = await planOf([{ suite: many, protocol: forcedChoice }], { seed: 1, limit: null });
    const callsOf = async (wait: number) => {
      const engine = engineOf();
      const weigh = async (questions: readonly QuestionOf<'weigh'>[]) => {
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        return engine.weigh(questions);
      };
      const change = { plan, suites: [many], engine: { ...engine, weigh } };
      expect(await collect(await carry(engine, { ...change, window: wait > 0 ? 20 : 4 }))).toHaveLength(60);
      return engine.calls;
    };
    expect(await callsOf(0)).toEqual([8, 8, 16, 32, 32, 24]);
    expect(await callsOf(300)).toEqual([40, 40, 40]);
  });

  test('an item that is asked alone has nobody in line behind it', async () => {
    const engine = engineOf();
    const weigh = () => new Promise<never>(() => engine.calls.push(0));
    const trials = (await carry(engine, { engine: { ...engine, weigh }, window: 1 }))[Symbol.asyncIterator]();
    void trials.next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(engine.calls).toHaveLength(1);
  });

  test('takes up after what was already asked, a failed item included', async () => {
    const first = (await collect(await carry(engineOf()))).slice(0, 6);
    const lost: Trial = {
      suiteId: 'phrases',
      itemId: 'p4',
      exchanges: [],
      outcome: 'failed',
      fault: 'overflow',
      message: '',
    };
    const rest = await collect(await carry(engineOf(), { already: [...first, lost] }));
    expect(new Set([...first, lost, ...rest].map(({ itemId }) => itemId)).size).toBe(16);
    expect(rest).toHaveLength(9);
  });

  test("turns one item's fault into its failed trial and goes on", async () => {
    const engine = engineOf((text) => (text.includes('yes 3') ? failed('overflow', 'too long') : undefined));
    const trials = await collect(await carry(engine));
    expect(trials).toHaveLength(16);
    expect(trials.filter(({ outcome }) => outcome === 'failed')).toMatchObject([{ itemId: 'c3', fault: 'overflow' }]);
  });

  test('ends with EngineStopped where the engine died, and what was handed on stays', async () => {
    const engine = engineOf((text) => (text.includes('yes 7') ? failed('crashed', 'gone') : undefined));
    const seen: Trial[] = [];
    const running = async () => {
      for await (const trial of await carry(engine)) seen.push(trial);
    };
    await expect(running()).rejects.toThrow(EngineStopped);
    expect(seen).toHaveLength(7);
  });

  test('stops between rounds when the person gives up', async () => {
    const giveUp = new AbortController();
    const seen: Trial[] = [];
    const running = async () => {
      for await (const trial of await carry(engineOf(), { signal: giveUp.signal })) {
        seen.push(trial);
        if (seen.length === 4) giveUp.abort(new DOMException('enough', 'AbortError'));
      }
    };
    await expect(running()).rejects.toThrow('enough');
    expect(seen).toHaveLength(4);
  });

  test.each([
    ['suite', { suites: [phrases] }, /suite choices/],
    ['protocol', { protocols: [phraseEmbedding] }, /no protocol forced-choice/],
    ['item', { suites: [suiteOf('choices', []), phrases] }, /no item c0/],
  ])('refuses a plan whose %s is not given', async (_, change, words) => {
    await expect(collect(await carry(engineOf(), change))).rejects.toThrow(words);
  });
});

describe('reread', () => {
  test('gives the same score from the stored exchanges', async () => {
    for (const trial of await collect(await carry(engineOf()))) {
      const suite = trial.suiteId === 'choices' ? choices : phrases;
      const protocol = trial.suiteId === 'choices' ? forcedChoice : phraseEmbedding;
      const item = suite.items.find(({ id }) => id === trial.itemId);
      if (!item || trial.outcome !== 'answered') throw new Error('no such item');
      expect(reread(item, frame, protocol, trial.exchanges)).toEqual(trial.score);
    }
  });

  test('is undefined where the questions are not what would be asked today', async () => {
    const [trial] = await collect(await carry(engineOf()));
    const other = choice(['else', 'other'], 0, 'c0');
    expect(reread(other, frame, forcedChoice, trial?.exchanges ?? [])).toBeUndefined();
  });
});
