import type { Prompt } from '../../src/domain/verbs.ts';
import { show } from './rendering.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Where a continuation's tokens begin. */
export interface Joint {
  readonly context: readonly number[];
  readonly continuation: readonly number[];
}

/**
 * Parts prompt and continuations into tokens as lm-evaluation-harness does (`_encode_pair`): both are encoded together and
 * cut where the prompt alone ends, and white space at the end of a plain prompt goes to the continuation. After a chat
 * template's opening of the assistant's turn it stays, unless the tokenizer would merge it with what follows.
 */
export function joints(
  rendered: string,
  continuations: readonly string[],
  kind: Prompt['kind'],
  tokenizer: Tokenizer,
): Joint[] {
  const bare = rendered.trimEnd();
  const space = rendered.slice(bare.length);
  const afterBare = cutter(bare, tokenizer);
  if (kind === 'text') return continuations.map((text) => afterBare(space + text));
  const afterAll = cutter(rendered, tokenizer);
  return continuations.map((text) => {
    const kept = afterAll(text);
    return kept.clean ? kept : afterBare(space + text);
  });
}

/** Cuts off what follows a context; `clean` where the context keeps its own tokens. */
function cutter(context: string, tokenizer: Tokenizer): (continuation: string) => Joint & { readonly clean: boolean } {
  let known: readonly number[] | null = null;
  return (continuation) => {
    const before = (known ??= show(context, tokenizer).tokenIds);
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
  };
}
