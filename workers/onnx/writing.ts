import type { Tokenizer } from './tokenizer.ts';

/** An answer as it is written, token by token. */
export interface Writing {
  /** Adds a token; true when the text now holds a stop text, which ends it. */
  add(id: number): boolean;
  /** All of it, up to the first stop text. */
  text(): string;
  /** As much as no later token can change: no part of a character, and no beginning of a stop text. */
  sure(): string;
}

/** Stands for bytes that are no character yet. */
const broken = '\ufffd';
/** Tokens after which what is written is settled, so that long answers are not decoded over and over. */
const enough = 16;

/** Starts an answer. A stop text counts wherever it arises, over the borders of tokens too; an empty one never does. */
export function writingWith(tokenizer: Tokenizer, stops: readonly string[]): Writing {
  const wanted = stops.filter((stop) => stop !== '');
  const longest = Math.max(0, ...wanted.map((stop) => stop.length));
  let settled = '';
  let tail: number[] = [];
  let text = '';
  let stopped = false;

  return {
    add(id) {
      // Only what is new can complete a stop text, together with what came just before; a broken end may still change.
      const from = Math.max(0, settled.length - longest);
      tail.push(id);
      text = settled + tokenizer.decode(tail);
      const found = wanted.map((stop) => text.indexOf(stop, from)).filter((at) => at >= 0);
      if (found.length > 0) {
        text = text.slice(0, Math.min(...found));
        stopped = true;
      } else if (tail.length >= enough && !text.endsWith(broken)) {
        settled = text;
        tail = [];
      }
      return stopped;
    },
    text: () => text,
    sure() {
      if (stopped) return text;
      const whole = text.replace(/\ufffd+$/, '');
      const begun = Math.max(0, ...wanted.map((stop) => overlap(whole, stop)));
      return whole.slice(0, whole.length - begun);
    },
  };
}

/** How much of the end of a text is the beginning of a stop text. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--) {
    if (text.endsWith(stop.slice(0, length))) return length;
  }
  return 0;
}
