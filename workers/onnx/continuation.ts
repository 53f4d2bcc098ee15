import type { Prompt } from '../../src/domain/verbs.ts';
import { encoderOf, idsBefore } from './rendering.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Where a continuation's tokens begin. */
export interface Joint {
  readonly context: readonly number[];
  readonly continuation: readonly number[];
}

/**
 * Parts prompt and continuations into tokens as lm-evaluation-harness does (`_encode_pair`): the continuation is what both
 * encoded together have beyond the length of the prompt alone, and white space at the end of a plain prompt goes to the
 * continuation. After a chat template's opening of the assistant's turn it stays, unless the tokenizer would merge it
 * with what follows.
 */
export function joints(
  rendered: string,
  continuations: readonly string[],
  kind: Prompt['kind'],
  tokenizer: Tokenizer,
): Joint[] {
  const bare = rendered.trimEnd();
  const space = rendered.slice(bare.length);
  const afterBare = cutter(bare, kind, tokenizer);
  if (kind === 'text') return continuations.map((text) => afterBare(space + text));
  const afterAll = cutter(rendered, kind, tokenizer);
  return continuations.map((text) => {
    const kept = afterAll(text);
    return kept.clean ? kept : afterBare(space + text);
  });
}

/** Cuts off what follows a context; `clean` where the context keeps its own tokens. */
function cutter(
  context: string,
  kind: Prompt['kind'],
  tokenizer: Tokenizer,
): (continuation: string) => Joint & { readonly clean: boolean } {
  let before: readonly number[] | null = null;
  let encodeWith: ((continuation: string) => readonly number[]) | null = null;
  return (continuation) => {
    before ??= idsBefore(context, kind, tokenizer);
    encodeWith ??= encoderAfter(context, before, kind, tokenizer);
    const whole = encodeWith(continuation);
    if (whole.length <= before.length) {
      // Merged into nothing: the two are taken side by side.
      return { context: before, continuation: tokenizer.encode(continuation), clean: false };
    }
    return {
      context: before,
      continuation: whole.slice(before.length),
      clean: before.every((id, i) => whole[i] === id),
    };
  };
}

/** Encodes a context and what follows, the whole each time or, where that is the same, only from the last special token on. */
function encoderAfter(
  context: string,
  ids: readonly number[],
  kind: Prompt['kind'],
  tokenizer: Tokenizer,
): (more: string) => readonly number[] {
  // A blank that stands for an empty prompt is not in the text.
  if (context === '') return (more) => [...ids, ...tokenizer.encode(more)];
  const encode = encoderOf(kind, tokenizer);
  const tail = context.slice(Math.max(0, tokenizer.lastSpecial(context)));
  const tailIds = tokenizer.encode(tail);
  const head = ids.slice(0, ids.length - tailIds.length);
  const splits = tailIds.every((id, i) => ids[head.length + i] === id);
  return splits && tail !== context
    ? (more) => [...head, ...tokenizer.encode(tail + more)]
    : (more) => encode(context + more);
}
