import { idOf } from '../importers/suite-of.ts';

/** What a column of ratings is about: the replies that people rated, and the scale. */
export interface Rated {
  /** The place of these replies' column in the table; -1 where nobody has said which. */
  readonly option: number;
  /** As one writes it; an id is made of it. Empty where nobody has said. */
  readonly scale: string;
}

/** Scales that a heading may name without the word for a rating beside it. */
const known = ['fluency', 'critical thinking'];

/** Words of a heading that name neither the scale nor the option. */
const idle =
  /^(options?|choices?|answers?|responses?|reply|replies|opt|of|for|the|human|people|mean|average|avg|text)$/;
const rates = /^(ratings?|rated|scores?)$/;
const mark = /^\(?([a-h]|\d)\)?$/;

/** The letter or number by which a heading names an option; empty where there is none, or several. */
export function markOf(heading: string): string {
  const marks = wordsOf(heading).flatMap((word) => mark.exec(word)?.[1] ?? []);
  return marks.length === 1 ? (marks[0] ?? '') : '';
}

const wordsOf = (heading: string) =>
  heading
    .toLowerCase()
    .split(/[_.\s-]+/)
    .filter((word) => word !== '');

/**
 * What a heading says of a column of ratings, as in `fluency A`, `critical_thinking_2` or `options.1.ratings.warmth`; null where it
 * seems to be none. Of the columns of options, one with the same mark is meant, or else the one so far on, counted from A or from 1.
 */
export function guessRated(
  heading: string,
  options: readonly { readonly name: string; readonly place: number }[],
): Rated | null {
  const words = wordsOf(heading);
  const scale = words.filter((word) => !idle.test(word) && !rates.test(word) && !mark.test(word)).join(' ');
  const at = markOf(heading);
  if (scale === '' || at === '' || !(known.includes(scale) || words.some((word) => rates.test(word)))) return null;
  const counted = options[/\d/.test(at) ? Number(at) - 1 : at.charCodeAt(0) - 97];
  const option = options.find(({ name }) => markOf(name) === at) ?? counted;
  return { option: option?.place ?? -1, scale };
}

/** What stands in the way of reading columns of ratings beside these of options, in a sentence; empty where nothing does. */
export function ratedFault(columns: readonly Rated[], options: readonly number[]): string {
  if (columns.some(({ option }) => !options.includes(option))) return 'Say of each rating which option it rates.';
  if (columns.some(({ scale }) => idOf(scale) === '')) return 'Say of each rating on which scale it is, as in fluency.';
  const keys = columns.map(({ option, scale }) => `${option} ${idOf(scale)}`);
  const twice = columns.find((_, place) => keys.indexOf(keys[place] ?? '') !== place);
  return twice ? `Two columns rate the same option for ${twice.scale}: leave it to one of them.` : '';
}

/** A rating as it stands in a cell, with a point or a comma before its decimals; undefined where it is none. */
export function ratingOf(cell: string): number | undefined {
  return /^[-+]?\d+([.,]\d+)?$/.test(cell) ? Number(cell.replace(',', '.')) : undefined;
}
