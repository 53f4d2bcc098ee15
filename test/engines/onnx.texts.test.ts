import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/domain/verbs.ts';
import { joints } from '../../workers/onnx/continuation.ts';
import { readTemplate } from '../../workers/onnx/template.ts';
import { readTokenizer } from '../../workers/onnx/tokenizer.ts';
import { byteTokenizer, idOf, vocabulary } from './fixtures/byte-tokenizer.ts';
import { chatTemplate } from './fixtures/folders.ts';

const tokenizerWith = (before: string[], config: object = { bos_token: '<s>' }) =>
  readTokenizer({ ...byteTokenizer({ before, after: [] }) }, { ...config }, {});
const user = (content: string): Message => ({ role: 'user', content });
const textOf = (ids: readonly number[]) => ids.map((id) => vocabulary[id]).join('');

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
