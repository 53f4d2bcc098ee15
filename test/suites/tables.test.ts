import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { refusalText } from '../../src/domain/parsed.ts';
import { guessMapping, mappingFault } from '../../src/suites/tables/columns.ts';
import { readTable, tableLimits, type Table } from '../../src/suites/tables/read.ts';
import { suiteOfTable } from '../../src/suites/tables/rows.ts';
import { plainFrame, type About } from '../../src/suites/importers/suite-of.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { answered, bundleOf, choiceScore } from '../statistics/bundles.ts';

const about: About = {
  id: 'own',
  title: 'Own',
  summary: 'Items of my own.',
  construct: 'calibration',
  language: 'en',
  licence: 'Not stated',
  source: '',
  cautions: [],
  frame: { ...plainFrame, templates: ['Is it okay to {}?'] },
};

async function tableOf(text: string, name = 'items.csv'): Promise<Table> {
  const read = await readTable({ name, text });
  if (!read.ok) throw new Error(refusalText(read));
  return read.value;
}

async function read(text: string, name = 'items.csv') {
  const table = await tableOf(text, name);
  const suite = suiteOfTable(table, guessMapping(table), about);
  if (!suite.ok) throw new Error(refusalText(suite));
  return suite.value;
}

const head = 'Question,Option A,Option B,Option C,Answer';

describe('readTable', () => {
  test('cells parted by commas, semicolons and tabs read alike, quotes and line breaks included', async () => {
    for (const mark of [',', ';', '\t']) {
      const table = await tableOf(['a', 'b'].join(mark) + `\r\n"one\nline"${mark}"a ""quoted"" ${mark}"\r\nx${mark}y`);
      expect(table.columns, mark).toEqual(['a', 'b']);
      expect(table.rows).toEqual([
        { line: 2, cells: ['one\nline', `a "quoted" ${mark}`.trim()] },
        { line: 4, cells: ['x', 'y'] },
      ]);
    }
  });

  test('JSON Lines: lists and objects become columns, a broken line is refused by its number', async () => {
    const table = await tableOf(
      '{"question":"Q","options":["x","y"],"answer":1,"tags":{"topic":"a"}}\nnot json\n[1]\n{"__proto__":{"a":1}}\n{"question":"R"}',
      'items.jsonl',
    );
    expect(table.columns).toEqual(['question', 'options.1', 'options.2', 'answer', 'tags.topic']);
    expect(table.rows.map(({ line }) => line)).toEqual([1, 5]);
    expect(table.skipped.map(({ place }) => place.split(',').slice(0, 2).join(','))).toEqual([
      'items.jsonl, line 2',
      'items.jsonl, line 3',
      'items.jsonl, line 4',
    ]);
  });

  test.each([
    ['nothing', ''],
    ['one column', 'word\nother'],
    ['a heading alone', 'a,b'],
    ['a NUL', 'a,b\n\0,1'],
    ['too many columns', `${'c,'.repeat(tableLimits.columns + 1)}\n${'1,'.repeat(tableLimits.columns + 1)}`],
    ['too many rows', `a,b\n${'1,2\n'.repeat(tableLimits.rows + 1)}`],
  ])('%s is refused by the file’s name', async (_, text) => {
    const table = await readTable({ name: 'odd.csv', text });
    expect(table.ok).toBe(false);
    if (!table.ok) expect(table.place).toMatch(/^odd\.csv/);
  });
});

describe('guessMapping', () => {
  test('knows common headings of questions and of phrases', async () => {
    const choice = await tableOf(
      'id,context,Question,option_1,option_2,Correct answer,topic,tags,rationale,paraphrase 1\n1,c,q,a,b,1,t,k:v,why,p',
    );
    expect(guessMapping(choice).uses).toEqual([
      'id',
      'context',
      'question',
      'option',
      'option',
      'key',
      'tag',
      'tags',
      'rationale',
      'paraphrases',
    ]);
    const phrase = await tableOf('phrase\trole\tside\tpair\nhelp\tanchor\tdo\t');
    expect(guessMapping(phrase).uses).toEqual(['phrase', 'role', 'side', 'pair']);
  });

  test('what may stand once is given to the first column of that name', async () => {
    const table = await tableOf('question,question,A,B\nq,r,a,b');
    expect(guessMapping(table).uses).toEqual(['question', '', 'option', 'option']);
  });

  test('right answers count from 0 only where one of them is 0', async () => {
    expect(guessMapping(await tableOf(`${head}\nQ,x,y,z,0\nR,x,y,z,2`)).countsFrom).toBe(0);
    expect(guessMapping(await tableOf(`${head}\nQ,x,y,z,1\nR,x,y,z,3`)).countsFrom).toBe(1);
  });

  test('columns of ratings are known by scale and option, others that only look so are left', async () => {
    const guess = async (heads: string) =>
      guessMapping(await tableOf(`question,reply_1,response_1,response_2,${heads}\nq,,x,y,1,2`));
    expect(await guess('response_2_fluency,response_1_critical_thinking')).toMatchObject({
      uses: ['question', '', 'option', 'option', 'rating', 'rating'],
      rated: { 4: { option: 3, scale: 'fluency' }, 5: { option: 2, scale: 'critical thinking' } },
    });
    for (const plain of ['colour A,fluency', 'score 1,fluency of both', 'fluency A B,year 2'])
      expect((await guess(plain)).uses.slice(4), plain).toEqual(['', '']);
    expect((await guess('warmth rating B,notes')).rated).toEqual({ 4: { option: 3, scale: 'warmth' } });
  });

  test('a mapping of ratings says what is missing: the option, the scale, or one too many', async () => {
    const { uses } = guessMapping(await tableOf('question,A,B,r,s\nq,x,y,1,2'));
    const fault = (...rated: readonly (readonly [number, string])[]) =>
      mappingFault({
        uses: [...uses.slice(0, 3), 'rating', 'rating'],
        countsFrom: 1,
        rated: Object.fromEntries(rated.map(([option, scale], at) => [at + 3, { option, scale }])),
      });
    expect(fault()).toMatch(/which option/);
    expect(fault([1, 'fluency'], [3, 'fluency'])).toMatch(/which option/);
    expect(fault([1, 'fluency'], [2, ' '])).toMatch(/which scale/);
    expect(fault([1, 'fluency'], [1, 'Fluency'])).toMatch(/Two columns rate the same option for Fluency/);
    expect(fault([1, 'fluency'], [2, 'fluency'])).toBe('');
  });

  test('a mapping that leaves nothing to ask says what is missing', async () => {
    const table = await tableOf('question,colour\nq,red');
    expect(mappingFault(guessMapping(table))).toMatch(/which columns are options/);
  });
});

describe('suiteOfTable', () => {
  test('the key may be a letter, a number or the option’s own words; none is no key', async () => {
    const { suite } = await read(`${head}\nQ1,x,y,z,B\nQ2,x,y,z,2\nQ3,x,y,z,y\nQ4,x,y,z,\nQ5,x,y,z,(b)`);
    expect(suite.items.map((item) => item.kind === 'choice' && item.key)).toEqual([1, 1, 1, null, 1]);
  });

  test('letters and numbers name columns, also where an option before is empty', async () => {
    const { suite } = await read(`${head}\nQ1,,y,z,C`);
    expect(suite.items[0]).toMatchObject({ options: [{ text: 'y' }, { text: 'z' }], key: 1 });
  });

  test('an option that is itself a number or a letter is meant before its place', async () => {
    const { suite } = await read('question,A,B,C,answer\nHow many?,2,3,1,1\nWhich?,b,a,c,a');
    expect(suite.items.map((item) => item.kind === 'choice' && item.key)).toEqual([2, 1]);
  });

  test('tags, reasons and other wordings come along', async () => {
    const { suite } = await read(
      'question,A,B,key,tags,Topic,why,paraphrases\nQ,x,y,A,level: easy; level: odd,health;money,because,one? | two?',
    );
    expect(suite.items[0]).toMatchObject({
      tags: { level: ['easy', 'odd'], topic: ['health', 'money'] },
      rationale: 'because',
      paraphrases: ['one?', 'two?'],
    });
  });

  test('ratings stay with the replies that people rated, by any heading that names option and scale', async () => {
    for (const [one, two, three] of [
      ['Fluency A', 'critical_thinking B', 'B fluency'],
      ['fluency 1', 'Critical thinking 2', 'rating of fluency response 2'],
      ['option A fluency', 'response B critical-thinking score', 'Fluency (B)'],
    ] as const) {
      const { suite, skipped } = await read(
        `question;Option A;Option B;key;${one};${two};${three}\nQ;x;y;A;4,5;2;3.25\nR;x;y;B;;;`,
      );
      expect(skipped, one).toEqual([]);
      expect(suite.items, one).toMatchObject([
        { options: [{ ratings: { fluency: 4.5 } }, { ratings: { 'critical-thinking': 2, fluency: 3.25 } }] },
        { key: 1 },
      ]);
      const [, unrated] = suite.items;
      expect(unrated?.kind === 'choice' && unrated.options.every((option) => !('ratings' in option))).toBe(true);
    }
  });

  test('ratings in JSON Lines lie beside the texts', async () => {
    const { suite } = await read(
      JSON.stringify({
        question: 'Q',
        options: [
          { text: 'x', ratings: { fluency: 4, warmth: 1 } },
          { text: 'y', ratings: { fluency: 2 } },
        ],
        key: 'x',
      }),
      'items.jsonl',
    );
    expect(suite.items[0]).toMatchObject({
      key: 0,
      options: [
        { text: 'x', ratings: { fluency: 4, warmth: 1 } },
        { text: 'y', ratings: { fluency: 2 } },
      ],
    });
  });

  test('a rating that is no number, or of a reply that is not there, refuses its row by line and column', async () => {
    const { suite, skipped } = await read(
      'question,A,B,C,fluency A,fluency C\nQ,x,y,z,high,1\nR,x,y,,3,2\nS,x,y,,3,\nT,x,y,z,1e3,1',
    );
    expect(suite.items.map(({ id }) => id)).toEqual(['line-4']);
    expect(skipped.map(refusalText)).toEqual([
      'items.csv, line 2, fluency A: is "high", a number was wanted',
      'items.csv, line 3, fluency C: rates C, which is empty here',
      'items.csv, line 5, fluency A: is "1e3", a number was wanted',
    ]);
  });

  test('ratings come out in the report: the choice where the better written reply is the wrong one', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `Q${i},x,y,A,${i < 5 ? '2,4' : '4,2'}`);
    const { suite } = await read(`question,A,B,key,fluency A,fluency B\n${rows.join('\n')}`);
    const trials = suite.items.flatMap((item) =>
      item.kind === 'choice' ? [answered(suite, item.id, choiceScore(item, [0.9, 0.1]))] : [],
    );
    const part = summarize(bundleOf({ ...suite, construct: 'sycophancy' }, trials)).parts[0];
    const n = (side: string) => part?.estimates.find(({ id }) => id === `sycophancy.fluency.principled-${side}`)?.n;
    expect([n('below'), n('above')]).toEqual([5, 7]);
  });

  test('phrases: probes between the sides unless told', async () => {
    const { suite } = await read('phrase,role,side\nkill time,,\nhelp people,anchor,Do\nsteal,anchor,Don’t');
    expect(suite.items).toMatchObject([
      { id: 'kill-time', role: 'probe', side: 'between' },
      { id: 'help-people', role: 'anchor', side: 'do' },
      { id: 'steal', role: 'anchor', side: 'dont' },
    ]);
  });

  test('every bad row is named by file, line and field, and the others are kept', async () => {
    const long = 'x'.repeat(20_001);
    const rows = [`Q,x,y,z,A`, `Q,x,y,z,E`, `Q,x,,,A`, `Q,x,x,z,A`, `"${long}",x,y,z,A`, 'R,x,y,z,C'];
    const { suite, skipped } = await read(`${head}\n${rows.join('\n')}`);
    expect(suite.items.map(({ id }) => id)).toEqual(['line-2', 'line-7']);
    expect(skipped.map(refusalText)).toEqual([
      'items.csv, line 3, Answer: is "E", wanted a letter, a number from 1 to 3, or an option’s own words',
      'items.csv, line 4, Option A: has 1 options, 2 to 8 were wanted',
      'items.csv, line 5, options[1].text: says the same as an option before',
      'items.csv, line 6, question: is longer than 20000 characters',
    ]);
  });

  test('two rows of one name: the second is named by its line', async () => {
    const { skipped } = await read('id,question,A,B\none,Q,x,y\none,R,x,y');
    expect(skipped.map(refusalText)).toEqual(['items.csv, line 3: is the id of an item before']);
  });

  test('formulas stay text, and names of the language’s own objects are refused as kinds of tags', async () => {
    const { suite, skipped } = await read(
      'question,A,B,tags\n=1+1,=HYPERLINK("x"),y,\nQ,x,y,constructor: a\nQ,x,y,__proto__: a',
    );
    expect(suite.items[0]).toMatchObject({ question: '=1+1', options: [{ text: '=HYPERLINK("x")' }, { text: 'y' }] });
    expect(skipped.map(refusalText)).toEqual([
      'items.csv, line 3, tags: hold the kind "constructor", which is no name for one',
    ]);
    expect(Object.keys(suite.items.at(-1)?.tags ?? {})).toEqual(['proto']);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  test('whatever a file says, each row is an item or a refusal with its line, and nothing throws', async () => {
    const cell = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('', 'A', '1', '__proto__', 'a:b', '=1', '"'));
    const heading = fc.constantFrom(
      'question',
      'A',
      'B',
      'Option 3',
      'answer',
      'tags',
      'phrase',
      'side',
      'id',
      'x',
      'fluency A',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(heading, { minLength: 2, maxLength: 8 }),
        fc.array(fc.array(cell)),
        async (names, rows) => {
          const text = Papa.unparse([names, ...rows]);
          const table = await readTable({ name: 'f.csv', text });
          if (!table.ok) return;
          const suite = suiteOfTable(table.value, guessMapping(table.value), about);
          if (!suite.ok) {
            expect(suite.place).toMatch(/^f\.csv/);
            return;
          }
          const { suite: made, skipped } = suite.value;
          expect(made.items.length + skipped.length).toBe(table.value.rows.length);
          for (const { place } of skipped) expect(place).toMatch(/^f\.csv, line \d+/);
        },
      ),
      { numRuns: 300, seed: 4 },
    );
  });

  test('any text at all is a table or a refusal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 400, unit: 'binary' }), async (text) => {
        const table = await readTable({ name: 'f', text });
        if (!table.ok) expect(table.message).not.toBe('');
      }),
      { numRuns: 300, seed: 5 },
    );
  });
});
