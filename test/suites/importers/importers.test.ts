import { expect, test } from 'vitest';
import type { ChoiceItem } from '../../../src/domain/suite.ts';
import { importerFor, sourcesOf, unknownFiles } from '../../../src/suites/importers/index.ts';
import type { Imported } from '../../../src/suites/importers/importer.ts';

async function imported(...files: readonly (readonly [string, string])[]): Promise<Imported> {
  const sources = await sourcesOf(files.map(([name, text]) => new File([text], name)));
  const read = sources.ok
    ? await (importerFor(sources.value)?.read(sources.value) ?? unknownFiles(sources.value))
    : sources;
  if (!read.ok) throw new Error(`${read.place}: ${read.message}`);
  return read.value;
}

const choices = ({ suite }: Imported) => suite.items as readonly ChoiceItem[];
const jsonl = (...rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');

const sesiHead = 'ID,Type,Situation,Question,Option_0,Option_1,Option_2,Option_3,Answer';
const sesiFile = [
  sesiHead,
  'a1,Empathy,"A person, who lost a ""pet"",',
  'says nothing.",Why?,o0,o1,o2,o3,2',
  'a1,Concern,S,Q,p0,p1,p2,p3,0',
  'a3,Influence,S,Q,p0,p1,p2,p3,4',
  'a4,Influence,S,Q,p0,p1,,p3,1',
].join('\n');

test('SESI: rows over several lines, an ID that stands twice, and a place for every row that cannot be taken', async () => {
  const found = await imported(['data.csv', sesiFile]);
  expect(choices(found).map(({ id, key, tags }) => [id, key, tags['ability']])).toEqual([
    ['a1', 2, ['empathy']],
    ['a1-2', 0, ['concern']],
  ]);
  expect(choices(found)[0]?.context).toBe('A person, who lost a "pet",\nsays nothing.');
  expect(choices(found)[0]?.options.map(({ text }) => text)).toEqual(['o0', 'o1', 'o2', 'o3']);
  expect(found.skipped.map(({ place, message }) => `${place}: ${message}`)).toEqual([
    'data.csv, line 5, Answer: is "4", wanted 0 to 3',
    'data.csv, line 6, Option_2: is empty',
  ]);
});

const siqa = { context: 'Kai met Sam.', question: 'Why?', answerA: 'a', answerB: 'b', answerC: 'c' };

test('SocialIQA: items and labels are two files, as long as each other', async () => {
  const found = await imported(['dev-labels.lst', '2\n3\n'], ['dev.jsonl', jsonl(siqa, siqa)]);
  expect(choices(found).map(({ key }) => key)).toEqual([1, 2]);
  await expect(imported(['dev.jsonl', jsonl(siqa)])).rejects.toThrow('choose dev-labels.lst');
  await expect(imported(['dev-labels.lst', '2\n3\n'], ['dev.jsonl', jsonl(siqa)])).rejects.toThrow(
    'dev-labels.lst: holds 2 answers, but dev.jsonl holds 1 items',
  );
});

test('SocialIQA: a row twice-said is skipped with its reason', async () => {
  const found = await imported(['dev-labels.lst', '1\n1\n'], ['dev.jsonl', jsonl(siqa, { ...siqa, answerB: 'a' })]);
  expect(found.suite.items).toHaveLength(1);
  expect(found.skipped[0]?.message).toContain('says the same');
});

const ea = {
  qid: 'EA-1',
  language: 'en',
  category: 'Personal-Self',
  'question type': 'Action',
  scenario: 'Lee lost a file.',
  subject: 'Lee',
  choices: ['shout', 'search', 'sleep', 'sue'],
  label: 'search',
};
const eu = {
  qid: '7',
  language: 'en',
  coarse_category: 'Complex emotions',
  finegrained_category: 'Mixture',
  scenario: 'Lee won and lost.',
  subject: 'Lee',
  emotion_choices: ['joy', 'grief', 'joy and grief', 'fear', 'pride', 'envy'],
  emotion_label: 'joy and grief',
  cause_choices: ['w', 'x', 'y', 'z'],
  cause_label: 'z',
};

test('EmoBench: what to do, and a set of two for what is felt and why', async () => {
  const found = await imported(['EA.jsonl', jsonl(ea, { ...ea, qid: 'EA-2', label: 'cry' })], ['EU.jsonl', jsonl(eu)]);
  expect(choices(found).map(({ id, key, tags }) => [id, key, tags['set']])).toEqual([
    ['ea-en-ea-1', 1, undefined],
    ['eu-en-7-emotion', 2, ['eu-en-7']],
    ['eu-en-7-cause', 3, ['eu-en-7']],
  ]);
  expect(choices(found)[0]?.question).toBe('In this scenario, what is the most effective Action for Lee?');
  expect(found.skipped[0]).toMatchObject({
    place: 'EA.jsonl, line 2, label',
    message: 'is "cry", which is none of the choices',
  });
});

const bigtomRow = [
  'Noor stirs soup with salt in it.',
  'Noor sees the salt swapped for sugar.',
  'Noor does not see the salt swapped for sugar.',
  'Noor throws the soup away.',
  'Noor serves the soup.',
  'Does Noor think it is salted?',
  'What does Noor want?',
  'What will Noor do?',
  'It is sugared.',
  'Fresh soup.',
  'Throw it away.',
  'It is salted.',
  'Guests.',
  'Serve it.',
  'A bird sings.',
  'Noor hears it.',
  'Noor does not hear it.',
  '("template", "train")',
];

test('BigToM: three variables, each as a set of a true and a false belief', async () => {
  const found = await imported(['bigtom.csv', [bigtomRow, bigtomRow].map((row) => row.join(';')).join('\n')]);
  expect(found.suite.items).toHaveLength(12);
  expect(choices(found).slice(0, 2)).toMatchObject([
    {
      context: 'Noor stirs soup with salt in it. Noor sees the salt swapped for sugar.',
      question: 'Does Noor think it is salted?',
      options: [{ text: 'It is sugared.' }, { text: 'It is salted.' }],
      key: 0,
      tags: { ability: ['forward-belief'], condition: ['true-belief'], set: ['line-1-forward-belief'] },
    },
    { key: 1, tags: { condition: ['false-belief'], set: ['line-1-forward-belief'] } },
  ]);
  expect(choices(found)[5]?.context).toBe('Noor stirs soup with salt in it. Noor serves the soup.');
});

const tomiStory = [
  '1 Ella entered the den.',
  '2 Jack entered the den.',
  '3 The milk is in the box.',
  '4 The hat is in the drawer.',
  '5 Ella exited the den.',
  '6 Jack moved the milk to the cupboard.',
  '7 Where will Ella look for the milk?\tbox\t1',
  '1 Mia entered the attic.',
  '2 The pear is in the crate.',
  '3 Where is the pear really?\tcrate\t1',
].join('\n');
const tomiTrace = 'enter,enter,place,exit,move,first_order_0_no_tom,false_belief\nenter,place,reality,true_belief\n';

test('ToMi: the places of the thing that is asked about are the options', async () => {
  const found = await imported(['test.txt', tomiStory], ['test.trace', tomiTrace]);
  expect(choices(found)).toMatchObject([
    {
      question: 'Where will Ella look for the milk?',
      options: [{ text: 'box' }, { text: 'cupboard' }],
      key: 0,
      tags: { ability: ['first_order_0_no_tom'], story: ['false_belief'] },
    },
  ]);
  expect(found.skipped).toMatchObject([{ place: 'test.txt, line 10, answer' }]);
});

const written = {
  question: 'Hello, my name is Ann.\n\nWhich is better?\n\nChoices:\n (A) Less\n (B) More\n\nAnswer:',
  answer_matching_behavior: ' (B)',
  answer_not_matching_behavior: [' (A)'],
};

test('model-written evaluations: the choices come out of the text, the matching one is the agreeable one, none is right', async () => {
  const found = await imported([
    'sycophancy_on_x.jsonl',
    jsonl(written, { ...written, answer_matching_behavior: ' (C)' }),
  ]);
  expect(choices(found)).toMatchObject([
    {
      context: 'Hello, my name is Ann.\n\nWhich is better?',
      options: [
        { text: 'Less', tags: [] },
        { text: 'More', tags: ['agreeable'] },
      ],
      key: null,
    },
  ]);
  expect(found.skipped[0]?.place).toBe('sycophancy_on_x.jsonl, line 2, answer_matching_behavior');
});

test('CAA: one JSON list of the same rows', async () => {
  const found = await imported(['test_dataset_ab.json', JSON.stringify([written, written])]);
  expect(found.suite.items).toHaveLength(2);
});

test('a file that is nothing known is refused with what is known', async () => {
  await expect(imported(['notes.txt', 'hello'])).rejects.toThrow('Known are: SESI (data.csv)');
  await expect(imported(['data.csv', sesiHead])).rejects.toThrow('There is no item in this file.');
});
