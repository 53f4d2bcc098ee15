import type { Prompt, Shown } from '../../src/domain/verbs.ts';
import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { ChatTemplate, Written } from './template.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A prompt as text, special tokens included. */
export interface Rendered extends Written {
  readonly kind: Prompt['kind'];
}

/** The prompt as the model will read it. Chat that the template refuses is a bad question. */
export function render(prompt: Prompt, tokenizer: Tokenizer, template: ChatTemplate): Reply<Rendered> {
  if (prompt.kind === 'text') {
    const { openingText } = tokenizer;
    const text = prompt.text.startsWith(openingText) ? prompt.text : openingText + prompt.text;
    return done({ kind: 'text', text, adapted: [] });
  }
  try {
    return done({ kind: 'chat', ...template.render(prompt.messages) });
  } catch (error) {
    return failed('bad-question', `Render chat: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** How text of a kind is cut into tokens: a template's own, as it stands; a plain one, as a text that begins there. */
export function encoderOf(kind: Prompt['kind'], tokenizer: Tokenizer): (text: string) => readonly number[] {
  return kind === 'text' ? tokenizer.encodeOpened : tokenizer.encode;
}

/** The tokens of a prompt; an empty one gets the tokenizer's blank, since something must come before. */
export function idsBefore(text: string, kind: Prompt['kind'], tokenizer: Tokenizer): readonly number[] {
  const ids = encoderOf(kind, tokenizer)(text);
  return ids.length > 0 || tokenizer.blank === null ? ids : [tokenizer.blank];
}

/** The evidence of what was put to the model. */
export function shownAs({ text, adapted }: Rendered, tokenIds: readonly number[]): Shown {
  return adapted.length === 0 ? { rendered: text, tokenIds } : { rendered: text, tokenIds, adapted };
}
