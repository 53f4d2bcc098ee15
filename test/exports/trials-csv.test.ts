import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunBundle } from '../../src/domain/run.ts';
import { textOf } from '../../src/exports/pieces.ts';
import { sourceOf } from '../../src/exports/source.ts';
import { writeTrialsCsv } from '../../src/exports/trials-csv.ts';
import { smallBundle, smallReport } from './small-run.ts';

const bundle = await smallBundle();

/** RFC 4180 read back, character by character. */
function rowsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < csv.length; at += 1) {
    const mark = csv[at];
    if (quoted) {
      if (mark === '"' && csv[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else if (mark === '"') quoted = false;
      else cell += mark;
    } else if (mark === '"') quoted = true;
    else if (mark === ',' || (mark === '\r' && csv[at + 1] === '\n')) {
      rows.at(-1)?.push(cell);
      cell = '';
      if (mark === '\r') {
        rows.push([]);
        at += 1;
      }
    } else cell += mark;
  }
  expect(cell).toBe('');
  expect(rows.pop()).toEqual([]);
  return rows;
}

async function recordsOf(of: RunBundle): Promise<Record<string, string>[]> {
  const [heading, ...rows] = rowsOf(await textOf(writeTrialsCsv(sourceOf(of, smallReport))));
  return rows.map((row) => {
    expect(row).toHaveLength(heading?.length ?? 0);
    return Object.fromEntries(heading?.map((name, column) => [name, row[column] ?? '']) ?? []);
  });
}

describe('writeTrialsCsv', () => {
  test('a run: the golden file, byte for byte', async () => {
    await expect(await textOf(writeTrialsCsv(sourceOf(bundle, smallReport)))).toMatchFileSnapshot(
      'golden/trials.csv.txt',
    );
  });

  test('numbers: in full and never with an apostrophe; what is not known: empty', async () => {
    const [two, one, three, smile, harm] = await recordsOf(bundle);
    expect(two).toMatchObject({ item: 'two', outcome: 'scored', score: '1', pick: '1', key: '1', margin: '2.25' });
    expect(bundle.trials[0]).toMatchObject({
      score: { reading: { probabilities: [0, 1].map((at) => Number(two?.[`probability_${at}`])) } },
    });
    expect(one).toMatchObject({ outcome: 'failed', score: '', pick: '', probability_0: '' });
    expect(three).toMatchObject({ outcome: 'open', score: '', pick: '0', key: '', margin: '' });
    expect(smile?.['phrase_score']).toBe('1');
    expect(harm?.['phrase_score']).toBe('-0.75');
  });

  test('a text that begins like a formula: gets an apostrophe', async () => {
    const [two, one] = await recordsOf(bundle);
    expect(two).toMatchObject({ pick_tags: "'=principled; plain", tag_bias: "'-hedged" });
    expect(one).toMatchObject({ tag_topic: "'+health; work, home", reason: 'overflow: @SUM(1)' });
  });

  test('any reason at all: one row, one cell, and nothing that a spreadsheet would compute', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (reason) => {
        fc.pre(reason.isWellFormed());
        const trial = {
          suiteId: 'small-choices',
          itemId: 'one',
          exchanges: [],
          outcome: 'answered',
          score: { kind: 'unscored', reason },
        } as const;
        const [record] = await recordsOf({ ...bundle, trials: [trial] });
        const cell = record?.['reason'] ?? '';
        expect(cell.replace(/^'/, '')).toBe(reason.replace(/^'/, ''));
        expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
      { seed: 51, numRuns: 300, examples: [['=1+1'], ['-2'], ['\t='], ['a,"b"\r\nc'], ["'"]] },
    );
  });
});
