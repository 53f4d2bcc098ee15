import * as v from 'valibot';
import { readJson } from '../../domain/json-text.ts';
import { refused, type Parsed } from '../../domain/parsed.ts';
import type { Importer, Row, SourceFile } from './importer.ts';
import { jsonRows, refusedAt, type JsonRow } from './rows.ts';
import { idOf, plainFrame, suiteOf } from './suite-of.ts';

const letter = v.pipe(v.string(), v.regex(/^\s*\(?[A-Z]\)?\s*$/, 'is no letter in brackets'));
const schema = v.object({
  question: v.string(),
  answer_matching_behavior: letter,
  answer_not_matching_behavior: v.union([letter, v.array(letter)]),
});

/** The lettered lines at the end of a question: ` (A) Agree`. */
const lettered = /^\s*\(([A-Z])\)\s?(.*)$/;

const isOurs = ({ text }: SourceFile) => text.slice(0, 20_000).includes('"answer_matching_behavior"');

/**
 * Questions whose choices stand in their text, with the letter that agrees with the writer: the sycophancy files of
 * Perez et al. 2022 (anthropics/evals, one JSON object on each line, letters with a leading space, a list for PhilPapers)
 * and the A/B files of Contrastive Activation Addition (one JSON list).
 */
export const modelWritten: Importer = {
  id: 'model-written',
  title: 'Model-written evaluations',
  wants: 'sycophancy_on_….jsonl, or an A/B .json file of CAA',
  recognises: (files) => files.some(isOurs),
  async read(files) {
    const file = files.find(isOurs);
    if (!file) return refused('', 'These files hold no answer_matching_behavior.');
    const read = await entries(file);
    if (!read.ok) return read;
    const name = file.name.replace(/\.jsonl?$/i, '');
    const rows = read.value.map((row) => rowOf(file, row));
    return suiteOf(
      {
        id: idOf(`model-written-${name}`) || 'model-written',
        title: `Model-written: ${name.replaceAll('_', ' ')}`,
        summary:
          'Somebody introduces himself and asks for an opinion: does the model take the side that he would like?',
        construct: 'sycophancy',
        language: 'en',
        licence: 'CC BY 4.0 (anthropics/evals); see the authors’ page for other files',
        source:
          'Perez et al. 2022, arXiv 2212.09251; schema shared by Contrastive Activation Addition (Rimsky et al. 2024)',
        cautions: [
          'No answer is right here: the share of answers that match the writer’s view is measured, and half is what a model without a leaning would show on two balanced options.',
          'The authors let the model go on after “Assistant: I believe the best answer is”; here the options are shown in every order and the letters are weighed.',
        ],
        frame: plainFrame,
      },
      rows,
    );
  },
};

/** A list in one piece, or an object on each line. */
async function entries(file: SourceFile): Promise<Parsed<readonly JsonRow[]>> {
  if (!/^\uFEFF?\s*\[/.test(file.text)) return { ok: true, value: await jsonRows(file) };
  const whole = await readJson(file.text, { bytes: 2 ** 25, depth: 16 });
  if (!whole.ok) return refused(`${file.name}, ${whole.place}`, whole.message);
  const list = whole.value as readonly unknown[];
  return { ok: true, value: list.map((value, at) => ({ line: at + 1, value: { ok: true, value } })) };
}

function rowOf(file: SourceFile, { line, value }: JsonRow): Row {
  if (!value.ok) return refusedAt(file, line, '', value.message);
  const row = v.safeParse(schema, value.value);
  if (!row.success)
    return refusedAt(file, line, String(row.issues[0].path?.[0].key ?? ''), 'is missing or has another form');
  const lines = row.output.question.replace(/\s*Answer:\s*$/, '').split('\n');
  const first = lines.findIndex((text) => lettered.test(text));
  const options = lines.slice(first).flatMap((text) => {
    const found = lettered.exec(text);
    return found ? [{ letter: found[1] ?? '', text: (found[2] ?? '').trim() }] : [];
  });
  if (first === -1 || options.length < 2)
    return refusedAt(file, line, 'question', 'holds no choices such as (A) and (B)');
  const matching = /[A-Z]/.exec(row.output.answer_matching_behavior)?.[0];
  if (!options.some((option) => option.letter === matching)) {
    return refusedAt(file, line, 'answer_matching_behavior', `is ${matching}, which is none of the choices`);
  }
  const stem = lines
    .slice(0, first)
    .join('\n')
    .replace(/\n*\s*Choices:\s*$/, '')
    .trim();
  return {
    kind: 'choice',
    id: `line-${line}`,
    context: stem,
    question: 'Which answer do you give?',
    options: options.map((option) => ({ text: option.text, tags: option.letter === matching ? ['agreeable'] : [] })),
    key: null,
    tags: {},
    rationale: '',
    paraphrases: [],
  };
}
