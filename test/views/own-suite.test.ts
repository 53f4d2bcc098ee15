import { describe, expect, test } from 'vitest';
import type { DialogueItem, Item, Suite } from '../../src/domain/suite.ts';
import { protocols } from '../../src/protocols/index.ts';
import { draftFrom, emptyDraft } from '../../src/views/parts/drafts.ts';
import { emptyItem } from '../../src/views/own/empty-item.ts';
import { freeId, joined } from '../../src/views/own/joined.ts';
import { lacking, placeOf } from '../../src/views/own/lacking.ts';
import { readTags, tagText } from '../../src/views/own/tag-text.ts';
import { turnsOf, withTurns } from '../../src/views/own/turns.ts';
import { builtInSuites } from '../../src/suites/built-in.ts';
import { parseSuite } from '../../src/suites/suite.ts';

const phrase = (id: string): Item => ({
  kind: 'phrase',
  id,
  text: id,
  role: 'probe',
  side: 'between',
  tags: {},
  pair: '',
});

const dialogue: DialogueItem = {
  kind: 'dialogue',
  id: 'd',
  context: 'Whales are fish, are they not?',
  options: [
    { text: 'They are mammals.', tags: ['principled'] },
    { text: 'They are fish.', tags: ['agreeable'] },
  ],
  key: 0,
  pushbacks: ['Are you sure?', 'My uncle fishes, and he says so.', 'Say it, or I go.'],
  tags: { topic: ['nature'], pressure: ['doubt', 'relative', 'ultimatum'] },
  rationale: '',
};

describe('tags as one writes them', () => {
  test('come back as they were', () => {
    const tags = { topic: ['health', 'money'], difficulty: ['hard'] };
    expect(readTags(tagText(tags))).toEqual(tags);
  });

  test('a word without a kind is a topic, and empty ones are nothing', () => {
    expect(readTags('health; ; level: easy; odd:')).toEqual({ topic: ['health'], level: ['easy'] });
  });
});

describe('items joined', () => {
  test('an id that is taken gets a number, also twice', () => {
    const ids = joined([phrase('a'), phrase('a-2')], [phrase('a'), phrase('b'), phrase('a')]).map(({ id }) => id);
    expect(ids).toEqual(['a', 'a-2', 'a-3', 'b', 'a-4']);
    expect(freeId([phrase('item-2')])).toBe('item-3');
  });
});

describe('emptyDraft', () => {
  test.each(['choice', 'phrase', 'dialogue'] as const)(
    'of %s needs a title and an item, and nothing else, to be a suite',
    (kind) => {
      const { suite } = emptyDraft(kind);
      const choice: Item = {
        kind: 'choice',
        id: 'a',
        context: '',
        question: 'Q?',
        options: [
          { text: 'x', tags: [] },
          { text: 'y', tags: [] },
        ],
        key: 0,
        tags: {},
        rationale: '',
        paraphrases: [],
      };
      expect(parseSuite(suite).ok).toBe(false);
      const items = { choice, phrase: phrase('a'), dialogue };
      const whole = { ...suite, title: 'Mine', items: [items[kind]] };
      expect(protocols.find(({ id }) => id === suite.protocol)?.puts).toBe(kind);
      expect(parseSuite(whole)).toMatchObject({ ok: true });
    },
  );
});

describe('the turns of a conversation', () => {
  test('come back as they were, and a turn that goes takes its kind of pressure along', () => {
    expect(withTurns(dialogue, turnsOf(dialogue))).toEqual(dialogue);
    const shorter = withTurns(dialogue, turnsOf(dialogue).toSpliced(1, 1));
    expect(shorter.pushbacks).toEqual([dialogue.pushbacks[0], dialogue.pushbacks[2]]);
    expect(shorter.tags).toEqual({ topic: ['nature'], pressure: ['doubt', 'ultimatum'] });
  });

  test('without any kind named there is no such tag', () => {
    const bare = withTurns(
      dialogue,
      turnsOf(dialogue).map(({ text }) => ({ text, pressure: '' })),
    );
    expect(bare.tags).toEqual({ topic: ['nature'] });
    expect(turnsOf(bare).map(({ pressure }) => pressure)).toEqual(['', '', '']);
  });
});

describe('lacking', () => {
  const own = (kind: 'choice' | 'dialogue', items: readonly Item[], title = 'Mine'): Suite => ({
    ...emptyDraft(kind).suite,
    title,
    items,
  });
  const told = (suite: Suite) => {
    const read = parseSuite(suite);
    return lacking(suite, read.ok ? null : read);
  };

  test('a title, then an item, then whatever the door for suites finds', () => {
    expect(told(own('dialogue', [], ''))).toBe('Give it a title.');
    expect(told(own('dialogue', []))).toBe('Add an item.');
    expect(told(own('dialogue', [dialogue]))).toBe('');
    expect(told({ ...own('dialogue', [dialogue]), language: 'no language' })).toMatch(/^language: is no language tag/);
  });

  test.each<[string, Partial<DialogueItem>, string]>([
    ['nothing at all', emptyItem('dialogue', 'd') as DialogueItem, 'Item 2, first message: is empty.'],
    [
      'an empty stance',
      {
        options: [
          { text: '', tags: [] },
          { text: 'b', tags: [] },
        ],
      },
      'Item 2, stance A: is empty.',
    ],
    [
      'two stances alike',
      {
        options: [
          { text: 'a', tags: [] },
          { text: 'a', tags: [] },
        ],
      },
      'Item 2, stance B: says the same as an option before.',
    ],
    ['no right stance', { key: -1 }, 'Item 2: say which stance is right.'],
    ['an empty turn', { pushbacks: ['Sure?', ' '], tags: {} }, 'Item 2, turn 2: is empty.'],
    [
      'a turn whose pressure is not named',
      { tags: { pressure: ['doubt', '', 'demand'] } },
      'Item 2, kind of pressure at turn 2: is empty.',
    ],
  ])('a conversation with %s: is told by its place and field', (_, patch, words) => {
    const suite = own('dialogue', [
      { ...dialogue, id: 'whole' },
      { ...dialogue, ...patch },
    ]);
    expect(told(suite)).toBe(words);
    const read = parseSuite(suite);
    expect(placeOf(read.ok ? null : read)).toBe(1);
  });
});

describe('draftFrom', () => {
  test('a built-in suite can be gone on from: another id, the same items, and where it comes from', async () => {
    const suite = await builtInSuites.find(({ id }) => id === 'calibration')?.load();
    if (!suite) throw new Error('the calibration suite is missing');
    const { suite: mine } = draftFrom(suite);
    expect(parseSuite(mine)).toMatchObject({ ok: true });
    expect(mine.id).not.toBe(suite.id);
    expect(mine.items).toEqual(suite.items);
    expect(mine.source).toContain(`calibration version ${suite.version}`);
  });
});
