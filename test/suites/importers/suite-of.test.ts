import { describe, expect, test } from 'vitest';
import { refusalText } from '../../../src/domain/parsed.ts';
import type { ChoiceItem, PhraseItem } from '../../../src/domain/suite.ts';
import { plainFrame, suiteOf, type About } from '../../../src/suites/importers/suite-of.ts';

const about: About = {
  id: 'made',
  title: 'Made',
  summary: 'Made for this test.',
  construct: 'social-intelligence',
  language: 'en',
  licence: 'CC0-1.0',
  source: '',
  cautions: [],
  frame: plainFrame,
};
const choice = (id: string, change: Partial<ChoiceItem> = {}): ChoiceItem => ({
  ...{ kind: 'choice', id, context: '', question: 'Which?', key: 0, tags: {}, rationale: '', paraphrases: [] },
  options: ['this', 'that'].map((text) => ({ text, tags: [] })),
  ...change,
});
const phrase: PhraseItem = { kind: 'phrase', id: 'p', text: 'help', role: 'probe', side: 'do', tags: {}, pair: '' };

describe('suiteOf', () => {
  test('what is wrong with an item: stands beside the suite under its id and field, the others are in it', () => {
    const read = suiteOf(about, [
      { ok: false, place: 'rows.csv, line 2', message: 'is no row' },
      choice('a'),
      choice('b', { key: 2 }),
      choice('a'),
      choice('c', { question: '' }),
      choice('not an id'),
      // The first of the name was not taken, so this is no twin.
      choice('b'),
    ]);
    if (!read.ok) throw new Error(refusalText(read));
    expect(read.value.suite.items.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(read.value.skipped.map(refusalText)).toEqual([
      'rows.csv, line 2: is no row',
      'b, key: is 2, but there are 2 options, counted from 0',
      'a: is the id of an item before',
      'c: asks nothing: context, question and frame.question are all empty',
      'not an id, id: is no plain id: up to 64 letters, digits, dots, hyphens, underscores',
    ]);
  });

  test.each([
    ['the head', { ...about, title: '' }, [choice('a'), choice('b')], 'title: is empty'],
    [
      'items of two kinds',
      about,
      [choice('a'), phrase],
      'items[1].kind: is phrase, but the items before are of kind choice; a suite holds one kind',
    ],
    [
      'phrases without sentences',
      about,
      [phrase],
      'frame.templates: is empty, but a suite of phrases needs sentences to put them in',
    ],
    [
      'no item that can be taken',
      about,
      [choice('a', { key: 9 })],
      'a, key: is 9, but there are 2 options, counted from 0',
    ],
    ['no item at all', about, [], 'There is no item in this file.'],
  ] as const)('%s: the whole is refused at that place', (_, head, rows, words) => {
    const read = suiteOf(head, rows);
    expect(read.ok ? 'is read' : refusalText(read)).toBe(words);
  });

  test('each item is looked at once', () => {
    let looks = 0;
    const watched = Object.defineProperty(choice('a'), 'rationale', {
      enumerable: true,
      get: () => ((looks += 1), ''),
    });
    const alone = suiteOf(about, [watched]);
    expect(alone.ok).toBe(true);
    const once = looks;
    looks = 0;
    expect(suiteOf(about, [choice('b'), choice('c', { key: 7 }), watched]).ok).toBe(true);
    expect(looks).toBe(once);
    expect(once).toBe(1);
  });
});
