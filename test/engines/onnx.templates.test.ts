import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/domain/verbs.ts';
import { readTemplate } from '../../workers/onnx/template.ts';

const reference = join(import.meta.dirname, '../reference');
const witness = JSON.parse(readFileSync(join(reference, 'chat.json'), 'utf8')) as {
  readonly names: Record<string, string>;
  readonly chats: Record<string, readonly Message[]>;
  readonly expected: Record<string, Record<string, { readonly text: string; readonly adapted: readonly string[] }>>;
};
const user = (content: string): Message => ({ role: 'user', content });
const system = (content: string): Message => ({ role: 'system', content });
const assistant = (content: string): Message => ({ role: 'assistant', content });
const write = (template: string, messages: readonly Message[], names: Record<string, string> = {}) =>
  readTemplate(template, null, names).render(messages);

describe.each(Object.entries(witness.expected))(
  'a template of the shape %s, as transformers renders it',
  (name, chats) => {
    const template = readTemplate(
      readFileSync(join(reference, 'templates', `${name}.jinja`), 'utf8'),
      null,
      witness.names,
    );
    test.each(Object.entries(chats))('%s', (chat, expected) => {
      expect(template.render(witness.chats[chat] ?? [])).toEqual(expected);
    });
  },
);

describe('closing', () => {
  test.each([
    ['chatml-tools', '<|im_end|>'],
    ['headers-and-date', '<|eot_id|>'],
    ['turns-with-prefix', '<end_of_turn>'],
    ['end-markers', '<|end|>'],
    ['inst', '</s>'],
  ])('%s: a turn of the assistant is closed by %s', (name, expected) => {
    const text = readFileSync(join(reference, 'templates', `${name}.jinja`), 'utf8');
    expect(readTemplate(text, null, witness.names).closing.startsWith(expected)).toBe(true);
  });

  test('a template that will not be asked, or leaves the turn out: nothing', () => {
    expect(readTemplate("{{ raise_exception('no') }}", null, {}).closing).toBe('');
    expect(readTemplate('{{ messages[0].content }}', null, {}).closing).toBe('');
  });
});

describe('readTemplate', () => {
  test('the empty thought that Qwen3 writes where thinking is off: once, and the prompt ends behind it', () => {
    const { text } = witness.expected['chatml-thinking']?.['one turn'] ?? { text: '' };
    expect(text.endsWith('<|im_start|>assistant\n<think>\n\n</think>\n\n')).toBe(true);
    expect(text.match(/<think>/g)).toHaveLength(1);
  });

  test('a system turn that is refused: folded into the first user turn, and said so', () => {
    const strict =
      "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}{{ messages[0].content }}";
    expect(write(strict, [system('Be kind.'), user('Hi')])).toEqual({
      text: 'Be kind.\n\nHi',
      adapted: ['system-folded'],
    });
    expect(write(strict, [user('Hi')])).toEqual({ text: 'Hi', adapted: [] });
  });

  test('a template that refuses even so: its own words', () => {
    expect(() => write("{{ raise_exception('never') }}", [system('Be kind.'), user('Hi')])).toThrow('never');
  });

  test('of several named ones: default, else one that is not for tools', () => {
    const named = (...names: string[]) => names.map((name) => ({ name, template: `by ${name}` }));
    const chosen = (...names: string[]) => readTemplate(null, named(...names), {}).text;
    expect(chosen('tool_use', 'default')).toBe('by default');
    expect(chosen('tool_use', 'rag', 'plain')).toBe('by plain');
    expect(chosen('tool_use')).toBe('by tool_use');
  });

  test("an assistant's last turn goes on: nothing after it, whatever the template closes turns with", () => {
    const template =
      '{% for m in messages %}[{{ m.role }}]{{ m.content }}[end]{% endfor %}{% if add_generation_prompt %}[assistant]{% endif %}';
    expect(write(template, [user('2 + 2?'), assistant('It is')]).text).toBe('[user]2 + 2?[end][assistant]It is');
    expect(write(template, [user('2 + 2?')]).text).toBe('[user]2 + 2?[end][assistant]');
  });

  test("a template that leaves the assistant's turn out: refused, since it could not go on", () => {
    expect(() => write('{{ messages[0].content }}', [user('Hi'), assistant('Yes')])).toThrow(/last turn/);
  });

  test('a template that asks for the day in another way: still the same day', () => {
    expect(write("{{ strftime_now('%A, %-d %B %Y, %H:%M') }}", [user('Hi')]).text).toBe('Friday, 26 July 2024, 00:00');
  });

  test('tools and documents are none, as transformers gives them', () => {
    const template =
      '{% if tools is not none %}tools{% endif %}{% if documents is defined and documents %}documents{% endif %}none';
    expect(write(template, [user('Hi')]).text).toBe('none');
  });
});
