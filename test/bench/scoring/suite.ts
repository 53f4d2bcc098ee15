import type { ChoiceItem, Suite } from '../../../src/domain/suite.ts';

const people = ['Ana', 'Bela', 'Chen', 'Dora', 'Emre', 'Fatima', 'Goran', 'Hana', 'Ivan', 'Jo'];
const things = [
  'ladder',
  'bicycle',
  'kettle',
  'tent',
  'drill',
  'cello',
  'projector',
  'sewing machine',
  'camera',
  'van',
];
const places = [
  'at the market',
  'after the rehearsal',
  'on the night train',
  'outside the library',
  'in the shared kitchen',
];
const turns = [
  'promised to bring it back by Friday and then said nothing for a week',
  'gave it back with a crack that nobody had seen before',
  'lent it on to a neighbour without asking first',
  'returned it early, cleaned and in better order than before',
];
const replies = [
  'Tell them plainly what you saw, and ask how it came about before you decide anything.',
  'Say nothing now, and do not lend them anything again until they bring it up themselves.',
  'Ask a friend of both of you to raise it, so that it does not turn into a quarrel.',
  'Let it go, since what was lent is worth less to you than the peace between you.',
  'Write down what happened while you remember it, and talk about it at the end of the month.',
];

/** What all items share: a guide as a study would put before each of its questions. About 450 tokens of `candid`. */
const guide = (study: number) =>
  [
    `Study ${study + 1}. You will read about something that was lent, and about how it came back. Two replies follow. Choose the one that you would give to the person who writes.`,
    ...Array.from({ length: 9 }, (_, i) => {
      const [person, thing] = [at(people, (i + study) * 7), at(things, (i + study) * 3)];
      return `Example ${i + 1}. ${person} lent a ${thing} to a friend, who ${at(turns, i)}. A good reply would be this one. ${at(replies, i + study)}`;
    }),
    'Now the situation itself.',
  ].join('\n');

const at = <T>(list: readonly T[], place: number): T => list[place % list.length] as T;

/** Item `i`: no two are alike, and their lengths differ as those of real items do. */
function item(i: number): ChoiceItem {
  const also = i % 3 === 0 ? ` It happened ${at(places, i)}, and ${at(people, i + 4)} was there too.` : '';
  const option = (place: number) => ({ text: at(replies, place), tags: [] });
  return {
    kind: 'choice',
    id: `lent-${String(i).padStart(3, '0')}`,
    context: `${at(people, i)} lent a ${at(things, Math.floor(i / 10))} to ${at(people, i + 1 + (i % 3))}, who ${at(turns, Math.floor(i / 5))}.${also} This is case ${i + 1}.`,
    question: 'Which reply is better?',
    options: [option(i), option(i + 1 + (i % 4))],
    key: i % 2,
    tags: {},
    rationale: 'Made up to be timed.',
    paraphrases: [],
  };
}

/**
 * `count` choices of two, all after the same long guide: 200 of them are what issue 3 asks to be timed. Another study has
 * another guide, which is other text from its first words on.
 */
export function lentThings(count: number, study = 0): Suite {
  return {
    format: 'touchstone/suite',
    formatVersion: 1,
    id: 'bench-lent-things',
    version: 1,
    title: 'Lent things',
    summary: 'Choices after a long shared guide, made to be timed.',
    construct: 'social-intelligence',
    language: 'en',
    licence: 'Apache-2.0',
    source: 'test/bench/scoring/suite.ts',
    cautions: [],
    protocol: 'forced-choice',
    frame: { lead: guide(study), question: '', closing: 'Answer with one letter.', templates: [] },
    items: Array.from({ length: count }, (_, i) => item(i)),
  };
}
