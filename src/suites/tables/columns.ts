import { guessRated, ratedFault, type Rated } from './rating-columns.ts';
import type { Table } from './read.ts';

/** What a column is for. `tags` holds `kind:value; kind:value`; `tag` holds values of the kind that the column is named after. */
export type Use =
  | ''
  | 'id'
  | 'context'
  | 'question'
  | 'option'
  | 'key'
  | 'rating'
  | 'tags'
  | 'tag'
  | 'rationale'
  | 'paraphrases'
  | 'phrase'
  | 'role'
  | 'side'
  | 'pair';

/** How a table is read: `uses[i]` is what column `i` is for. */
export interface Mapping {
  readonly uses: readonly Use[];
  /** From which number right answers are counted, where they are numbers. */
  readonly countsFrom: 0 | 1;
  /** What the columns of ratings are about, by place; left out where there is none. */
  readonly rated?: Readonly<Record<number, Rated>>;
}

/** The uses with words for a person, in the order in which a list offers them. */
export const useWords: Readonly<Record<Use, string>> = {
  '': 'Not used',
  id: 'Name of the item',
  context: 'Situation or message',
  question: 'Question',
  option: 'An option',
  key: 'Right answer',
  rating: 'Rating of an option by people',
  tags: 'Tags (kind: value; …)',
  tag: 'Tag of this kind',
  rationale: 'Why it is right',
  paraphrases: 'Other wordings (a | b)',
  phrase: 'Phrase',
  role: 'Anchor or probe',
  side: 'Do, don’t or between',
  pair: 'Name of its pair',
};

/** What a column may be only once. */
const single: readonly Use[] = ['id', 'context', 'question', 'key', 'rationale', 'phrase', 'role', 'side', 'pair'];

/** Headings that are common, in small letters with single blanks. */
const headings: readonly (readonly [Use, RegExp])[] = [
  ['id', /^(id|item id|item|name|nr|no)$/],
  ['context', /^(context|situation|story|scenario|passage|message|prompt|text|vignette)$/],
  ['question', /^(question|ask|query|stem)$/],
  ['option', /^((option|choice|answer|response|opt|distractor|alternative)s? ?\(?[0-9a-h]\)?( text)?|[a-h])$/],
  ['key', /^(key|answer|correct|correct answer|right answer|right|label|gold|solution|target|answer key)$/],
  ['tags', /^tags?$/],
  ['tag', /^(topic|category|ability|skill|bias|difficulty|setting|domain|type|subject|language|tags [\w -]+)$/],
  ['rationale', /^(rationale|reason|explanation|why)$/],
  ['paraphrases', /^(paraphrases?|rewordings?|other wordings?)( \d+)?$/],
  ['phrase', /^(phrase|action|verb)$/],
  ['role', /^(role|use)$/],
  ['side', /^(side|polarity|valence|expected)$/],
  ['pair', /^(pair|minimal pair)$/],
];

const plain = (name: string) =>
  name
    .toLowerCase()
    .replaceAll(/[_.\s-]+/g, ' ')
    .trim();

/** Guesses from the headings what each column is for, and from the numbers where they count from; a person can change it. */
export function guessMapping(table: Table): Mapping {
  const taken = new Set<Use>();
  const uses = table.columns.map((name): Use => {
    const use = headings.find(([, shape]) => shape.test(plain(name)))?.[0] ?? '';
    if (taken.has(use) && single.includes(use)) return '';
    taken.add(use);
    return use;
  });
  const options = table.columns.map((name, place) => ({ name, place })).filter(({ place }) => uses[place] === 'option');
  const guesses = table.columns.map((name, place) => (uses[place] === '' ? guessRated(name, options) : null));
  const rated = Object.fromEntries(guesses.flatMap((guess, place) => (guess ? [[place, guess] as const] : [])));
  return {
    uses: uses.map((use, place) => (rated[place] ? 'rating' : use)),
    countsFrom: countsFrom(table, uses),
    ...(Object.keys(rated).length > 0 && { rated }),
  };
}

/** The columns of ratings with their places, in the table's order. */
export function ratedColumns({ uses, rated = {} }: Mapping): readonly (Rated & { readonly place: number })[] {
  return uses.flatMap((use, place) =>
    use === 'rating' ? [{ place, ...(rated[place] ?? { option: -1, scale: '' }) }] : [],
  );
}

/** 0 where some right answer is 0, else 1: then nothing speaks for counting from 0. */
function countsFrom({ rows }: Table, uses: readonly Use[]): 0 | 1 {
  const at = uses.indexOf('key');
  return at !== -1 && rows.some(({ cells }) => cells[at] === '0') ? 0 : 1;
}

/** What stands in the way of reading with a mapping, in a sentence; empty where nothing does. */
export function mappingFault(mapping: Mapping): string {
  const { uses } = mapping;
  const twice = single.find((use) => uses.filter((one) => one === use).length > 1);
  if (twice !== undefined) return `“${useWords[twice]}” stands for two columns: leave it to one of them.`;
  if (uses.includes('phrase')) return '';
  const options = uses.filter((use) => use === 'option').length;
  if (options < 2) return 'Say which columns are options (two to eight), or which one is the phrase.';
  if (options > 8) return `${options} columns are options; an item has at most eight.`;
  if (!uses.includes('context') && !uses.includes('question'))
    return 'Say which column is the question, or the situation that it is about.';
  return ratedFault(
    ratedColumns(mapping),
    uses.flatMap((use, place) => (use === 'option' ? [place] : [])),
  );
}
