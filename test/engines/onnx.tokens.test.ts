import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { joints } from '../../workers/onnx/continuation.ts';
import { encoderOf, render } from '../../workers/onnx/rendering.ts';
import { readTemplate } from '../../workers/onnx/template.ts';
import { readTokenizer } from '../../workers/onnx/tokenizer.ts';

type Ids = readonly number[];

/** Hugging Face's own library, asked by test/reference/tokens.py. */
const witness = JSON.parse(readFileSync(join(import.meta.dirname, '../reference/tokens.json'), 'utf8')) as Record<
  string,
  {
    readonly file: Record<string, unknown>;
    readonly config: Record<string, unknown>;
    readonly texts: readonly {
      readonly text: string;
      readonly bare: Ids;
      readonly whole: Ids;
      readonly decoded: string;
    }[];
    readonly pairs: readonly (readonly [context: string, continuation: string, before: Ids, after: Ids])[];
    readonly chats: readonly (readonly [chat: string, said: string, ids: Ids])[];
  }
>;
const chatless = readTemplate(null, null, {});

describe.each(Object.entries(witness))('%s', (make, { file, config, texts, pairs, chats }) => {
  const tokenizer = readTokenizer(file, config, {});
  /** Encoders are not asked to continue anything. */
  const decodes = pairs.length > 0 ? test : () => undefined;
  const textOf = (ids: Ids) => ids.map((id) => tokenizer.token(id).text).join('');
  /** The prompt and what follows, as the engine reads them. */
  function part(text: string, continuation: string) {
    const rendered = render({ kind: 'text', text }, tokenizer, chatless);
    if (!rendered.ok) throw new Error(rendered.message);
    const [joint] = joints(rendered.value.text, [continuation], 'text', tokenizer);
    return joint;
  }

  test.each(texts.map(({ text, ...rest }) => [text, rest] as const))('ids of %j', (text, { bare, whole, decoded }) => {
    expect(tokenizer.encode(text)).toEqual(bare);
    expect(tokenizer.encodeWhole(text)).toEqual(whole);
    // As it stands behind other text: the blank that a decoder drops at the very beginning is there.
    expect([decoded, ` ${decoded}`]).toContain(tokenizer.decode(bare));
  });

  test('what the tokenizer opens a text with', () => {
    const expected = (texts.find(({ text }) => text === 'Hello')?.whole ?? [])[0];
    const opens = expected !== texts.find(({ text }) => text === 'Hello')?.bare[0];
    expect(tokenizer.opening).toEqual(opens ? [expected] : []);
  });

  // A prompt that writes the opening itself is read as if we had written it, so that its first word is marked too.
  const ours = pairs.filter(([context]) => make !== 'SentencePiece BPE, first' || !context.startsWith('<s>'));
  // The harness has no answer where the continuation adds no token of its own.
  const answered = ours.filter(([, , , after]) => after.length > 0);
  test.each(answered)('lm-evaluation-harness parts %j and %j', (context, continuation, before, after) => {
    expect(part(context, continuation)).toMatchObject({ context: before, continuation: after });
  });

  test.each(ours.filter(([, , , after]) => after.length === 0))(
    '%j and %j merge into one: side by side',
    (context, more) => {
      const joint = part(context, more);
      expect(joint?.continuation).toEqual(tokenizer.encode(more));
    },
  );

  decodes('white space at the end of a prompt: the same tokens as at the start of the continuation', () => {
    expect(part('The answer is ', 'Yes')).toEqual(part('The answer is', ' Yes'));
    expect(textOf(part('The answer is ', 'Yes')?.continuation ?? [])).toBe(' Yes');
  });

  decodes('a text that writes the opening itself is not opened twice', () => {
    const encode = encoderOf('text', tokenizer);
    const bos = tokenizer.opening;
    const rendered = render({ kind: 'text', text: `${tokenizer.openingText}Hello` }, tokenizer, chatless);
    const ids = rendered.ok ? encode(rendered.value.text) : [];
    expect(ids.slice(0, bos.length)).toEqual(bos);
    expect(ids.filter((id) => bos.includes(id))).toHaveLength(bos.length);
    expect(ids).toEqual(encode(`${tokenizer.openingText}Hello`));
  });

  test.each(chats)('after a template: %j and %j, the whole as it is encoded at once', (chat, said, ids) => {
    const [joint] = joints(chat, [said], 'chat', tokenizer);
    expect([...(joint?.context ?? []), ...(joint?.continuation ?? [])]).toEqual(ids);
  });

  test('each token alone: together they are the text', () => {
    const text = 'The answer is Yes, there was';
    const plain = make === 'WordPiece' ? text.toLowerCase() : text;
    expect(textOf(tokenizer.encode(text)).trim()).toBe(plain);
  });
});
