import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { suiteAt } from '../../bin/suite-files.ts';
import { refusalText } from '../../src/domain/parsed.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-suites-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function read(path: string) {
  const read = await suiteAt(path);
  if (!read.ok) throw new Error(refusalText(read));
  return read.value;
}

describe('suiteAt', () => {
  test('a suite file of ours, whole', async () => {
    const path = join(import.meta.dirname, '../../src/suites/calibration/suite.json');
    const { suite, skipped } = await read(path);
    expect(suite.id).toBe('calibration');
    expect(skipped).toEqual([]);
  });

  test('a published data set by its authors’ own columns', async () => {
    const { suite } = await read(
      write(
        'data.csv',
        'ID,Type,Situation,Question,Option_0,Option_1,Option_2,Option_3,Answer\n1,empathy,S,Q?,a,b,c,d,2\n',
      ),
    );
    expect(suite.id).toBe('sesi');
  });

  test('a data set of several files by its folder', async () => {
    const several = join(folder, 'tomi');
    mkdirSync(several);
    writeFileSync(
      join(several, 'test.txt'),
      '1 Ann entered the hall.\n2 The ball is in the box.\n3 Ann moved the ball to the basket.\n4 Where is the ball really?\tbasket\t1\n',
    );
    writeFileSync(join(several, 'test.trace'), 'a,b,true_belief\n');
    const { suite } = await read(several);
    expect(suite.id).toBe('tomi');
    expect(suite.items).toHaveLength(1);
  });

  test('a table of one’s own by its headings; bad rows are named and not in the suite', async () => {
    const path = write('my rows.csv', 'question,A,B,answer\nQ,x,y,A\nR,x,y,Z\n');
    const { suite, skipped } = await read(path);
    expect(suite).toMatchObject({ id: 'my-rows', title: 'my rows' });
    expect(suite.items).toHaveLength(1);
    expect(skipped.map(refusalText)).toEqual([
      'my rows.csv, line 3, answer: is "Z", wanted a letter, a number from 1 to 2, or an option’s own words',
    ]);
  });

  test.each([
    [
      'headings that tell nothing',
      write('odd.csv', 'colour,size\nred,1\n'),
      /odd\.csv: its columns cannot be told apart/,
    ],
    ['no table at all', write('odd.txt', 'hello\n'), /odd\.txt: is no table/],
    ['broken JSON', write('odd.json', '{"format":'), /^line 1/],
  ])('%s: refused', async (_, path, words) => {
    const read = await suiteAt(path);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(refusalText(read)).toMatch(words);
  });
});
