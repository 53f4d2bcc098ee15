import { seeded } from '../seeded.ts';
import { alphabet, end } from './alphabet.ts';
import type { Script } from './script.ts';

/** Nats that speak for naming a letter at all where options are listed, and for ending the answer after it. */
const manners = 8;
/** How many characters the noise remembers. */
const reach = 24;

/** A prompt as the speaker understands it. */
export interface Heard {
  readonly rendered: string;
  /** The options listed in it, in the order shown. */
  readonly options: readonly { readonly letter: string; readonly text: string }[];
}

/** Finds the options in the last thing that was said. */
export function hear(rendered: string): Heard {
  const last = rendered.slice(Math.max(0, rendered.lastIndexOf('User: ')));
  const options = Array.from(last.matchAll(/^([A-Z])\. (.*)$/gm), ([, letter = '', text = '']) => ({ letter, text }));
  return { rendered, options };
}

/**
 * Log-probabilities (nats) of the next character after the prompt and what is written so far; by token id. A true
 * distribution over the alphabet, so that weighing, generating and the chain rule agree.
 */
export function next(script: Script, heard: Heard, written: string): Float64Array {
  const scores = noiseAfter(script, heard.rendered + written);
  const favour = (character: string, nats: number) => {
    const id = alphabet.indexOf(character);
    if (id >= 0) scores[id] = (scores[id] as number) + nats;
  };
  if (heard.options.length > 0 && written === '') {
    heard.options.forEach(({ letter, text }, place) => {
      favour(letter, manners + (script.places[place] ?? 0) + liking(script, text));
    });
  }
  if (heard.options.some(({ letter }) => letter === written)) favour(end, manners);
  for (const { text, nats } of script.likes) {
    const begun = lengthBegun(written, text);
    if (begun > 0) favour(text[begun] as string, nats);
  }
  return logSoftmax(scores);
}

/** Nats that speak for a text by the words in it. */
export function liking(script: Script, text: string): number {
  const plain = text.toLowerCase();
  return script.likes.reduce((sum, like) => sum + (plain.includes(like.text.toLowerCase()) ? like.nats : 0), 0);
}

/** How many characters of `wanted` stand at the end of `written`, the whole of it aside. */
function lengthBegun(written: string, wanted: string): number {
  for (let length = Math.min(written.length, wanted.length - 1); length > 0; length--) {
    if (written.endsWith(wanted.slice(0, length))) return length;
  }
  return 0;
}

/** Chance that is no chance: the same for the same seed and the same last characters. */
function noiseAfter({ seed, noise }: Script, text: string): Float64Array {
  let hash = 0x811c9dc5 ^ seed;
  for (const unit of text.slice(-reach)) hash = Math.imul(hash ^ (unit.codePointAt(0) as number), 0x01000193);
  const random = seeded(hash);
  return Float64Array.from(alphabet, () => {
    const share = 0.5 + (random() - 0.5) * (1 - 1e-9);
    return noise * Math.log(share / (1 - share));
  });
}

function logSoftmax(scores: Float64Array): Float64Array {
  const top = Math.max(...scores);
  const logSum = top + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0));
  return scores.map((score) => score - logSum);
}
