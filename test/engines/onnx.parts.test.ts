import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/domain/verbs.ts';
import { ortVariant } from '../../workers/onnx/about.ts';
import { batchesOf } from '../../workers/onnx/batches.ts';
import { readConfig } from '../../workers/onnx/config.ts';
import { joints } from '../../workers/onnx/continuation.ts';
import { courseThrough, inFull, type Leg } from '../../workers/onnx/course.ts';
import { faultOf } from '../../workers/onnx/fault.ts';
import { halfFloat } from '../../workers/onnx/floats.ts';
import { layoutOf } from '../../workers/onnx/layout.ts';
import { normalize } from '../../workers/onnx/log-softmax.ts';
import type { Model } from '../../workers/onnx/model.ts';
import { difference } from '../../workers/onnx/self-test.ts';
import { readTemplate } from '../../workers/onnx/template.ts';
import { readTokenizer } from '../../workers/onnx/tokenizer.ts';
import { partedAt, tokensOf, trieOf, type Stretch } from '../../workers/onnx/trie.ts';
import { byteTokenizer, idOf, vocabulary } from './fixtures/byte-tokenizer.ts';
import { chatTemplate } from './fixtures/folders.ts';

const tokenizerWith = (before: string[], config: object = { bos_token: '<s>' }) =>
  readTokenizer({ ...byteTokenizer({ before, after: [] }) }, { ...config }, {});
const user = (content: string): Message => ({ role: 'user', content });
const textOf = (ids: readonly number[]) => ids.map((id) => vocabulary[id]).join('');

describe('ortVariant', () => {
  test('one build for each kind of browser', () => {
    expect(ortVariant({ hasGpu: true, hasSuspending: true })).toBe('jspi');
    expect(ortVariant({ hasGpu: true, hasSuspending: false })).toBe('asyncify');
    expect(ortVariant({ hasGpu: false, hasSuspending: true })).toBe('wasm');
    expect(ortVariant({ hasGpu: false, hasSuspending: false })).toBe('wasm');
  });
});

describe('layoutOf', () => {
  const file = (path: string) => ({ path, from: new Blob([]) });
  const base = [file('config.json'), file('tokenizer.json')];

  test('onnx/model.onnx is taken before other graphs, with its external weights', () => {
    const layout = layoutOf([
      ...base,
      file('onnx/model_q4.onnx'),
      file('onnx/model.onnx'),
      file('onnx/model.onnx_data'),
    ]);
    expect(layout).toMatchObject({ ok: true, value: { dtype: 'fp32', graph: { path: 'onnx/model.onnx' } } });
    expect(layout.ok && layout.value.external.map(({ path }) => path)).toEqual(['onnx/model.onnx_data']);
  });

  test.each([
    ['onnx/model_q4f16.onnx', 'q4f16'],
    ['onnx/model_quantized.onnx', 'q8'],
    ['model.onnx', 'fp32'],
  ])('%s alone: %s', (path, dtype) => {
    expect(layoutOf([...base, file(path)])).toMatchObject({ ok: true, value: { dtype } });
  });

  test('a missing file: named', () => {
    expect(layoutOf([file('config.json')])).toMatchObject({
      fault: 'bad-model',
      message: expect.stringContaining('tokenizer.json'),
    });
    expect(layoutOf(base)).toMatchObject({ fault: 'bad-model', message: expect.stringContaining('onnx/model.onnx') });
  });
});

describe('readConfig', () => {
  test("GPT-2's names", () => {
    const config = {
      architectures: ['GPT2LMHeadModel'],
      n_positions: 1024,
      n_embd: 768,
      n_head: 12,
      vocab_size: 50257,
      eos_token_id: 50256,
    };
    expect(readConfig(config, {}, {})).toEqual({
      causal: true,
      contextLength: 1024,
      vocabSize: 50257,
      eosIds: [50256],
      kvHeads: 12,
      headSize: 64,
    });
  });

  test('grouped heads, several ends, a tokenizer with the shorter limit', () => {
    const config = {
      architectures: ['XForCausalLM'],
      max_position_embeddings: 8192,
      hidden_size: 576,
      num_attention_heads: 9,
      num_key_value_heads: 3,
      eos_token_id: 2,
    };
    const read = readConfig(config, { eos_token_id: [2, 5] }, { model_max_length: 2048 });
    expect(read).toMatchObject({ contextLength: 2048, eosIds: [2, 5], kvHeads: 3, headSize: 64, vocabSize: null });
  });

  test('RoBERTa: positions begin behind the padding token; no limit at all: 2048', () => {
    const roberta = { model_type: 'xlm-roberta', max_position_embeddings: 514, pad_token_id: 1 };
    expect(readConfig(roberta, {}, { model_max_length: 1e30 })).toMatchObject({ causal: false, contextLength: 512 });
    expect(readConfig({}, {}, {}).contextLength).toBe(2048);
  });
});

describe('readTemplate', () => {
  test("the model's own, up to where the assistant begins", () => {
    expect(readTemplate(null, chatTemplate, {}).render([user('Hi')]).text).toBe('<|user|>\nHi<|end|>\n<|assistant|>\n');
  });

  test('of several the one called default; a file before all', () => {
    const several = [
      { name: 'tool', template: 'tool' },
      { name: 'default', template: '{{ bos_token }}chat' },
    ];
    expect(readTemplate(null, several, { bos_token: '<s>' }).render([user('Hi')]).text).toBe('<s>chat');
    expect(readTemplate('file', several, {}).render([user('Hi')]).text).toBe('file');
  });

  test('none: the plain one', () => {
    const messages: Message[] = [
      { role: 'system', content: 'Be kind.' },
      user('Hi'),
      { role: 'assistant', content: 'Hello' },
      user('So?'),
    ];
    expect(readTemplate(null, undefined, {}).render(messages).text).toBe(
      'Be kind.\n\nUser: Hi\nAssistant: Hello\nUser: So?\nAssistant: ',
    );
  });

  test('a template that refuses the system role: its text opens the first user turn', () => {
    const strict = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}" + chatTemplate;
    const messages: Message[] = [{ role: 'system', content: 'Be kind.' }, user('Hi')];
    expect(readTemplate(null, strict, {}).render(messages).text).toContain('<|user|>\nBe kind.\n\nHi<|end|>');
    expect(() => readTemplate(null, "{{ raise_exception('never') }}", {}).render([user('Hi')])).toThrow('never');
  });

  test('a template that asks for today: always the same day', () => {
    expect(readTemplate(null, "{{ strftime_now('%d %b %Y') }}", {}).render([user('Hi')]).text).toBe('26 Jul 2024');
  });
});

describe('readTokenizer', () => {
  test('what the tokenizer puts before a text', () => {
    expect(tokenizerWith(['<s>']).opening).toEqual([idOf('<s>')]);
    expect(tokenizerWith(['<s>']).openingText).toBe('<s>');
    expect(tokenizerWith([]).opening).toEqual([]);
  });

  test('text to ids and back, special tokens written out included', () => {
    const tokenizer = tokenizerWith([]);
    const ids = tokenizer.encode('the<|end|>\n A');
    expect(ids).toEqual([idOf('the'), idOf('<|end|>'), idOf('\n'), idOf(' A')]);
    expect(tokenizer.decode(ids)).toBe('the<|end|>\n A');
    expect(tokenizer.token(idOf('the'))).toEqual({ id: idOf('the'), text: 'the' });
  });

  test('an empty prompt: bos stands for it, else eos, else nothing', () => {
    expect(tokenizerWith([]).blank).toBe(idOf('<s>'));
    expect(tokenizerWith([], { eos_token: { content: '</s>' } }).blank).toBe(idOf('</s>'));
    expect(tokenizerWith([], {}).blank).toBeNull();
  });
});

describe('joints', () => {
  const tokenizer = tokenizerWith([]);
  const cut = (rendered: string, continuation: string, kind: 'text' | 'chat') => {
    const [joint] = joints(rendered, [continuation], kind, tokenizer);
    return [textOf(joint?.context ?? []), (joint?.continuation ?? []).map((id) => vocabulary[id])];
  };

  test('text: white space at the end goes to the continuation', () => {
    expect(cut('So: ', 'A', 'text')).toEqual(['So:', [' A']]);
    expect(cut('So:\n', 'A', 'text')).toEqual(['So:', ['\n', 'A']]);
  });

  test('chat: it stays, unless the tokenizer merges it', () => {
    expect(cut('<|assistant|>\n', 'A', 'chat')).toEqual(['<|assistant|>\n', ['A']]);
    expect(cut('Assistant: ', 'A', 'chat')).toEqual(['Assistant:', [' A']]);
    expect(cut('Assistant: ', 'B', 'chat')).toEqual(['Assistant: ', ['B']]);
  });

  test('a merge across the joint: cut where the prompt alone ends', () => {
    expect(cut('a t', 'he b', 'text')).toEqual(['a t', [' ', 'b']]);
  });

  test('no prompt: the blank stands for it', () => {
    expect(cut('', 'th', 'text')).toEqual(['<s>', ['th']]);
  });

  test('after a special token: the same as encoding the whole', () => {
    const rendered = '<|user|>\nthe end<|end|>\n<|assistant|>\n';
    for (const continuation of ['the A', '<|end|>', '\n\n', ' A']) {
      const [joint] = joints(rendered, [continuation], 'chat', tokenizer);
      expect([...(joint?.context ?? []), ...(joint?.continuation ?? [])]).toEqual(
        tokenizer.encode(rendered + continuation),
      );
    }
  });
});

describe('trieOf', () => {
  const row = (...ids: number[]) => ({ ids, wanted: [{ position: ids.length - 1, token: 0, tell: () => undefined }] });
  const shape = ({ start, end, branches }: Stretch): unknown => [start, end, ...branches.map(shape)];

  test('what rows have in common is in it once', () => {
    const trie = trieOf([row(1, 2, 3, 4, 9), row(7, 7, 7, 7), row(1, 2, 3, 4, 8)]);
    expect(trie.map(shape)).toEqual([
      [0, 4, [4, 5], [4, 5]],
      [0, 4],
    ]);
    expect(tokensOf(trie)).toBe(10);
  });

  test('a row that ends within another makes no parting, and keeps what is wanted of it', () => {
    const [only, ...others] = trieOf([row(1, 2, 3), row(1, 2), row(1, 2, 3), row(1, 2, 3, 4)]);
    expect(others).toEqual([]);
    expect(only && shape(only)).toEqual([0, 4]);
    expect(only?.wanted.map(({ position }) => position)).toEqual([1, 2, 2, 3]);
  });

  test('parted along a beginning: what comes after it, and the rest', () => {
    const trie = trieOf([row(1, 2, 3, 4, 9), row(1, 2, 3, 4, 8), row(1, 2, 5), row(6)]);
    const { shared, tail, rest } = partedAt(trie, [1, 2, 3]);
    expect(shared).toBe(3);
    expect(tail && shape(tail)).toEqual([3, 4, [4, 5], [4, 5]]);
    expect(rest.map(shape)).toEqual([
      [0, 2, [2, 3]],
      [0, 1],
    ]);
    expect(partedAt(trie, [1, 2, 3, 7])).toMatchObject({ shared: 3, tail: null });
    expect(partedAt(trie, [5])).toMatchObject({ shared: 0, tail: null, rest: trie });
  });
});

describe('courseThrough', () => {
  const row = (...ids: number[]) => ({ ids, wanted: [{ position: ids.length - 1, token: 0, tell: () => undefined }] });
  const shape = ({ from, to, next }: Leg): unknown => [from, to, ...next.map(shape)];
  const common = new Array<number>(30).fill(5);
  const rows = [1, 2].flatMap((a) => [1, 2, 3].map((b) => row(...common, a, ...common, b)));

  test('stems within stems where beginning a run costs little', () => {
    const inner = [61, 62];
    expect(courseThrough(trieOf(rows), 0, { perRun: 1, perToken: 1 }).map(shape)).toEqual([
      [0, 30, [30, 61, inner, inner, inner], [30, 61, inner, inner, inner]],
    ]);
  });

  test('whole rows where it costs much, or where nothing can be remembered', () => {
    for (const pace of [{ perRun: 1e6, perToken: 1 }, null]) {
      expect(courseThrough(trieOf(rows), 0, pace).map(shape)).toEqual(rows.map(() => [0, 62]));
    }
  });

  test('in between, only the stem that is worth a run', () => {
    const legs = courseThrough(trieOf([row(...common, 1, 2, 3, 4), row(...common, 1, 2, 4, 4), row(9)]), 0, {
      perRun: 8,
      perToken: 1,
    });
    expect(legs.map(shape)).toEqual([
      [0, 32, [32, 34], [32, 34]],
      [0, 1],
    ]);
  });

  test('everything that is wanted is read once, whatever the way', () => {
    const wantedIn = (leg: Leg): number => leg.wanted.length + leg.next.reduce((sum, next) => sum + wantedIn(next), 0);
    const more = [...rows, row(...common), row(...common, 1), row(5, 5)];
    for (const perRun of [0, 1, 25, 40, 100, 1e6]) {
      const legs = courseThrough(trieOf(more), 0, { perRun, perToken: 1 });
      expect(legs.reduce((sum, leg) => sum + wantedIn(leg), 0)).toBe(more.length);
      const full = legs.flatMap((leg) => (leg.next.length > 0 ? inFull(leg) : [leg]));
      expect(full.map(({ from, to }) => [from, to])).toEqual(rows.map(() => [0, 62]));
      expect(full.reduce((sum, leg) => sum + wantedIn(leg), 0)).toBe(more.length);
    }
  });
});

describe('batchesOf', () => {
  const model = (alone: boolean, vocabSize = 100, narrowed = false) =>
    ({ alone, config: { vocabSize }, session: { narrowed } }) as Model;
  const rows = [10, 400, 390, 200, 380, 12].map((length) => ({ ids: new Array<number>(length).fill(0) }));

  test('rows of like length together, all of them once', () => {
    expect(batchesOf(model(true), rows).map((batch) => batch.map((row) => row.ids.length))).toEqual([
      [400, 390],
      [380],
      [200],
      [12, 10],
    ]);
  });

  test('a large vocabulary: fewer rows where every place is scored, not where only asked ones are', () => {
    const short = Array.from({ length: 8 }, () => ({ ids: new Array<number>(100).fill(0), asked: [0] }));
    expect(batchesOf(model(true, 60_000), short).map((batch) => batch.length)).toEqual([2, 2, 2, 2]);
    expect(batchesOf(model(true, 60_000, true), short).map((batch) => batch.length)).toEqual([8]);
  });

  test('a model whose numbers depend on company: one by one', () => {
    expect(batchesOf(model(false), rows).map((batch) => batch.length)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});

describe('numbers', () => {
  test('normalize: log-sum-exp in float64, far from overflow; NaN shows', () => {
    const { logSum, best } = normalize(Float32Array.of(1000, 1001, 999));
    expect(best).toBe(1);
    expect(logSum).toBeCloseTo(1001 + Math.log(1 + Math.exp(-1) + Math.exp(-2)), 12);
    expect(normalize(Float32Array.of(1, NaN)).logSum).toBeNaN();
  });

  test.each([
    [0x3c00, 1],
    [0xc000, -2],
    [0x3555, 0.333251953125],
    [0x0001, 2 ** -24],
    [0x7bff, 65504],
    [0x7c00, Infinity],
    [0x8000, -0],
  ])('halfFloat, %i: %d', (bits, value) => {
    expect(halfFloat(bits)).toBe(value);
  });

  test('difference: over the highest entries only; NaN is infinite', () => {
    expect(difference(Float64Array.of(-1, -2, -30), Float64Array.of(-1.5, -2, -40), 2)).toBe(0.5);
    expect(difference(Float64Array.of(-1), Float64Array.of(NaN))).toBe(Infinity);
  });
});

describe('faultOf', () => {
  test.each([
    [new Error('std::bad_alloc'), 'out-of-memory'],
    [3436070408, 'out-of-memory'],
    [new RangeError('Array buffer allocation failed'), 'out-of-memory'],
    [new Error('Device is lost.'), 'device-lost'],
    ['something else', 'crashed'],
  ])('%s: %s', (error, fault) => {
    expect(faultOf(error, 'Run')).toMatchObject({ ok: false, fault });
  });
});
