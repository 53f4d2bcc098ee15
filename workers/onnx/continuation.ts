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
  let after: Joining | null = null;
  return (continuation) => {
    after ??= joining(context, kind, tokenizer);
    const { before, tail, encodeWith } = after;
    const whole = encodeWith(continuation);
    if (whole.length <= tail.length) {
      // Merged into nothing: the two are taken side by side.
      return { context: before, continuation: tokenizer.encode(continuation), clean: false };
    }
    return {
      context: before,
      continuation: whole.slice(tail.length),
      clean: tail.every((id, i) => whole[i] === id),
    };
  };
}

/** How a context and what follows are encoded together. */
interface Joining {
  /** The context alone. */
  readonly before: readonly number[];
  /** The part of it that is encoded again with what follows: its end, or all of it. */
  readonly tail: readonly number[];
  /** The tail and what follows. */
  encodeWith(more: string): readonly number[];
}

/** The whole is encoded with each continuation or, where that is the same, only what comes from the last special token on. */
function joining(context: string, kind: Prompt['kind'], tokenizer: Tokenizer): Joining {
  const before = idsBefore(context, kind, tokenizer);
  // A blank that stands for an empty prompt is not in the text.
  if (context === '') return { before, tail: [], encodeWith: tokenizer.encode };
  const text = context.slice(Math.max(0, tokenizer.lastSpecial(context)));
  const tail = tokenizer.encode(text);
  const splits = tail.every((id, i) => before[before.length - tail.length + i] === id);
  if (splits && text !== context) return { before, tail, encodeWith: (more) => tokenizer.encode(text + more) };
  const encode = encoderOf(kind, tokenizer);
  return { before, tail: before, encodeWith: (more) => encode(context + more) };
}
