import type { Prompt, Shown } from '../../src/domain/verbs.ts';
import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { ChatTemplate } from './template.ts';
import type { Tokenizer } from './tokenizer.ts';

/** The prompt as the model will read it, special tokens included. Chat that the template refuses is a bad question. */
export function render(prompt: Prompt, tokenizer: Tokenizer, template: ChatTemplate): Reply<string> {
  if (prompt.kind === 'text') {
    const { openingText } = tokenizer;
    return done(prompt.text.startsWith(openingText) ? prompt.text : openingText + prompt.text);
  }
  try {
    return done(template.render(prompt.messages));
  } catch (error) {
    return failed('bad-question', `Render chat: ${String(error)}`);
  }
}

/** A rendered prompt with its tokens; an empty one gets the tokenizer's blank, since something must come before. */
export function show(rendered: string, tokenizer: Tokenizer): Shown {
  const tokenIds = tokenizer.encode(rendered);
  if (tokenIds.length > 0 || tokenizer.blank === null) return { rendered, tokenIds };
  return { rendered, tokenIds: [tokenizer.blank] };
}
