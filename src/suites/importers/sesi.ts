import { refused } from '../../domain/parsed.ts';
import type { Importer, Row, SourceFile } from './importer.ts';
import { firstRow, refusedAt, tableRows, type TableRow } from './rows.ts';
import { idOf, suiteOf } from './suite-of.ts';

const columns = ['ID', 'Type', 'Situation', 'Question', 'Option_0', 'Option_1', 'Option_2', 'Option_3', 'Answer'];
const choices = columns.slice(4, 8);

const isSesi = ({ text }: SourceFile) => {
  const names = firstRow(text.slice(0, 4096));
  return columns.every((name) => names.includes(name));
};

/** `SESI/data/data.csv` of Xu et al. (arXiv 2403.06591), with the instruction of its dataset.py. */
export const sesi: Importer = {
  id: 'sesi',
  title: 'SESI',
  wants: 'data.csv',
  recognises: (files) => files.some(isSesi),
  read(files) {
    const file = files.find(isSesi);
    if (!file) return Promise.resolve(refused('', `SESI needs a CSV file with the columns ${columns.join(', ')}.`));
    const seen = new Map<string, number>();
    const rows = tableRows(file.text).map((row) => rowOf(file, row, seen));
    return Promise.resolve(
      suiteOf(
        {
          id: 'sesi',
          title: 'SESI',
          summary: 'Five hundred situations with four readings over five abilities, from the file of its authors.',
          construct: 'social-intelligence',
          language: 'en',
          licence: 'None stated in the repository of the authors',
          source: 'Xu et al., arXiv 2403.06591, SESI/data/data.csv',
          cautions: [
            'The authors show the options in one order and read the first letter of a written answer; here every option is shown at every place and the probabilities of the letters are read. Blank lines part situation, question and options.',
            'Floors of the published file: chance 25%, always C 28.4%, longest option 33.2%.',
          ],
          frame: {
            lead: 'In each of the following statements, a situation is described followed by four comments that seem to offer alternative explanations. You are asked to choose the letter that corresponds to the one statement which in your judgment is the most appropriate, intelligent, or logical comment upon it.',
            question: '',
            closing: '',
            templates: [],
          },
        },
        rows,
      ),
    );
  },
};

function rowOf(file: SourceFile, { line, cells }: TableRow, seen: Map<string, number>): Row {
  const empty = columns.find((name) => (cells[name] ?? '').trim() === '');
  if (empty !== undefined) return refusedAt(file, line, empty, 'is empty');
  const key = Number(cells['Answer']);
  if (![0, 1, 2, 3].includes(key)) return refusedAt(file, line, 'Answer', `is "${cells['Answer']}", wanted 0 to 3`);
  // One ID stands twice in the published file.
  const name = idOf(cells['ID'] ?? '') || `line-${line}`;
  const count = (seen.get(name) ?? 0) + 1;
  seen.set(name, count);
  return {
    kind: 'choice',
    id: count === 1 ? name : `${name}-${count}`,
    context: cells['Situation'] ?? '',
    question: cells['Question'] ?? '',
    options: choices.map((column) => ({ text: (cells[column] ?? '').trim(), tags: [] })),
    key,
    tags: { ability: [idOf(cells['Type'] ?? '')] },
    rationale: '',
    paraphrases: [],
  };
}
