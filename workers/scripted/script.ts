import type { Parsed } from '../../src/domain/parsed.ts';

/** The rules of a scripted answerer: its whole "model", kept as `script.json`. */
export interface Script {
  readonly format: 'touchstone/script';
  readonly version: 1;
  /** Decides the noise. */
  readonly seed: number;
  /** How much chance there is in its choices: scale of a logistic draw, nats. */
  readonly noise: number;
  /** Nats added to the letter of the option shown first, second … */
  readonly places: readonly number[];
  /** Nats added to an option that holds the text, and to each next letter of the text once it was begun. */
  readonly likes: readonly { readonly text: string; readonly nats: number }[];
  /** Longest prompt and continuation together, in characters. */
  readonly contextLength: number;
  /** Milliseconds for each question. */
  readonly pace: number;
  /** What goes wrong after so many questions, for those who test what stands around an engine. */
  readonly trouble: { readonly after: number; readonly kind: 'fail' | 'hang' | 'die' } | null;
}

/** Reads a script; what is left out counts as nothing. */
export function parseScript(text: string): Parsed<Script> {
  let value: Partial<Script> | null;
  try {
    value = JSON.parse(text) as Partial<Script> | null;
  } catch (error) {
    return { ok: false, place: '', message: String(error) };
  }
  const wrong = (place: string, message: string): Parsed<Script> => ({ ok: false, place, message });
  const number = (found: unknown) => typeof found === 'number' && Number.isFinite(found);
  if (value?.format !== 'touchstone/script') return wrong('format', 'wanted touchstone/script');
  if (value.version !== 1) return wrong('version', `${String(value.version)}, wanted 1`);
  const { seed = 0, noise = 0, places = [], likes = [], contextLength = 4096, pace = 0, trouble = null } = value;
  for (const [place, found] of Object.entries({ seed, noise, contextLength, pace })) {
    if (!number(found)) return wrong(place, 'wanted a number');
  }
  if (!Array.isArray(places) || !places.every(number)) return wrong('places', 'wanted a list of numbers');
  if (!Array.isArray(likes)) return wrong('likes', 'wanted a list');
  const odd = likes.findIndex((like) => typeof like?.text !== 'string' || like.text === '' || !number(like.nats));
  if (odd >= 0) return wrong(`likes[${odd}]`, 'wanted { text, nats }');
  if (trouble !== null && !(number(trouble.after) && ['fail', 'hang', 'die'].includes(trouble.kind))) {
    return wrong('trouble', 'wanted { after, kind: fail, hang or die }');
  }
  const script = { seed, noise, places, likes, contextLength, pace, trouble };
  return { ok: true, value: { format: 'touchstone/script', version: 1, ...script } };
}
