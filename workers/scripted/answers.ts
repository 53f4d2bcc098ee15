import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { AnswerOf, Prompt, QuestionOf, Shown, Token, Weighed } from '../../src/domain/verbs.ts';
import { seeded } from '../seeded.ts';
import { alphabet, end, tokensOf } from './alphabet.ts';
import type { Script } from './script.ts';
import { hear, liking, next } from './speaker.ts';

type Render = (prompt: Prompt) => string;

/** Length of an embedding. */
const width = 16;

function tooLong(script: Script, length: number): Reply<never> | null {
  if (length <= script.contextLength) return null;
  return failed('overflow', `Answer: ${length} characters, the script takes ${script.contextLength}`);
}

function show(rendered: string): Shown {
  return { rendered, tokenIds: tokensOf(rendered).map(({ id }) => id) };
}

/** Every continuation, character by character. */
export function weighOne(script: Script, question: QuestionOf<'weigh'>, render: Render): Reply<AnswerOf<'weigh'>> {
  const { prompt, continuations } = question;
  if (continuations.length === 0) return failed('bad-question', 'Weigh: no continuation, wanted at least one');
  if (continuations.includes('')) return failed('bad-question', 'Weigh: a continuation is empty');
  const heard = hear(render(prompt));
  const shown = show(heard.rendered);
  const longest = Math.max(...continuations.map((text) => tokensOf(text).length));
  const weighed = (text: string): Weighed => {
    let written = '';
    let greedy = true;
    const tokens = tokensOf(text).map((token) => {
      const logprobs = next(script, heard, written);
      const logprob = Math.min(0, logprobs[token.id] as number);
      greedy &&= logprobs.indexOf(Math.max(...logprobs)) === token.id;
      written += token.text;
      return { ...token, logprob };
    });
    return { logprob: tokens.reduce((sum, token) => sum + token.logprob, 0), tokens, greedy };
  };
  return tooLong(script, shown.tokenIds.length + longest) ?? done({ shown, weighed: continuations.map(weighed) });
}

/** Character by character, until it ends, is stopped or is long enough. */
export function generateOne(
  script: Script,
  question: QuestionOf<'generate'>,
  render: Render,
  tell: (soFar: string) => void = () => undefined,
): Reply<AnswerOf<'generate'>> {
  const { maxTokens, temperature, stop } = question;
  if (maxTokens < 1) return failed('bad-question', `Generate: ${maxTokens} tokens, wanted at least 1`);
  const heard = hear(render(question.prompt));
  const shown = show(heard.rendered);
  const overflow = tooLong(script, shown.tokenIds.length + 1);
  if (overflow) return overflow;
  const random = seeded(question.seed);
  const most = Math.min(maxTokens, script.contextLength - shown.tokenIds.length);
  const tokens: Token[] = [];
  let text = '';
  while (tokens.length < most) {
    const id = draw(next(script, heard, text), temperature, random);
    const character = alphabet[id] as string;
    if (character === end) return done({ shown, text, tokens, ended: 'stop' });
    tokens.push({ id, text: character });
    text += character;
    const cut = Math.min(
      ...stop.filter((each) => each !== '' && text.includes(each)).map((each) => text.indexOf(each)),
    );
    if (Number.isFinite(cut)) return done({ shown, text: text.slice(0, cut), tokens, ended: 'stop' });
    // What may turn out to begin a stop text is not told.
    if (stop.length === 0) tell(text);
  }
  return done({ shown, text, tokens, ended: 'length' });
}

function draw(logprobs: Float64Array, temperature: number, random: () => number): number {
  const best = logprobs.indexOf(Math.max(...logprobs));
  if (temperature <= 0) return best;
  const top = logprobs[best] as number;
  const weights = logprobs.map((logprob) => Math.exp((logprob - top) / temperature));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const drawn = weights.findIndex((weight) => (left -= weight) < 0);
  return drawn >= 0 ? drawn : best;
}

/** The mean of a vector for each word, with what is liked in the text added on the first axis. */
export function embedOne(script: Script, { text }: QuestionOf<'embed'>): Reply<AnswerOf<'embed'>> {
  const tokenIds = tokensOf(text).map(({ id }) => id);
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0) return failed('bad-question', 'Embed: the text has no words');
  const vector = new Float64Array(width);
  for (const word of words) {
    const random = seeded(tokensOf(word).reduce((hash, { id }) => Math.imul(hash ^ id, 0x01000193), script.seed + 1));
    vector.forEach((_, i) => (vector[i] = (vector[i] as number) + (random() - 0.5) / words.length));
  }
  vector[0] = (vector[0] as number) + liking(script, text);
  const rounded = Array.from(vector, (value) => Number(value.toPrecision(7)));
  return tooLong(script, tokenIds.length) ?? done({ tokenIds, vector: rounded });
}
