import type { Prompt } from '../../src/domain/verbs.ts';
import { show } from './rendering.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Where a continuation's tokens begin. */
export interface Joint {
  readonly context: readonly number[];
  readonly continuation: readonly number[];
}

/**
 * Parts prompt and continuation into tokens as lm-evaluation-harness does (`_encode_pair`): both are encoded together and
 * cut where the prompt alone ends, and white space at the end of a plain prompt goes to the continuation. After a chat
 * template's opening of the assistant's turn it stays, unless the tokenizer would merge it with what follows.
 */
export function joint(rendered: string, continuation: string, kind: Prompt['kind'], tokenizer: Tokenizer): Joint {
  const bare = rendered.trimEnd();
  const moved = { context: bare, continuation: rendered.slice(bare.length) + continuation };
  if (kind === 'text') return cut(moved.context, moved.continuation, tokenizer);
  const kept = cut(rendered, continuation, tokenizer);
  return kept.clean ? kept : cut(moved.context, moved.continuation, tokenizer);
}

function cut(context: string, continuation: string, tokenizer: Tokenizer): Joint & { readonly clean: boolean } {
  const before = show(context, tokenizer).tokenIds;
  const encoded = tokenizer.encode(context + continuation);
  // A blank that stands for an empty prompt is not in the text.
  const whole = context === '' ? [...before, ...encoded] : encoded;
  if (whole.length <= before.length) {
    // Merged into nothing: the two are taken side by side.
    return { context: before, continuation: tokenizer.encode(continuation), clean: false };
  }
  return {
    context: whole.slice(0, before.length),
    continuation: whole.slice(before.length),
    clean: before.every((id, i) => whole[i] === id),
  };
}
