import * as v from 'valibot';
import { refused } from '../../domain/parsed.ts';
import type { Importer, Row, SourceFile } from './importer.ts';
import { jsonRows, refusedAt } from './rows.ts';
import { plainFrame, suiteOf } from './suite-of.ts';

const schema = v.object({
  context: v.string(),
  question: v.string(),
  answerA: v.string(),
  answerB: v.string(),
  answerC: v.string(),
});

const isItems = ({ text }: SourceFile) => /^\uFEFF?\s*\{/.test(text) && /"answerC"/.test(text.slice(0, 4096));
const isLabels = ({ text }: SourceFile) => /^\uFEFF?[123]\s*(\r?\n|$)/.test(text);

/** `dev.jsonl` and `dev-labels.lst` of SocialIQA (Sap et al. 2019). */
export const socialIqa: Importer = {
  id: 'social-iqa',
  title: 'SocialIQA',
  wants: 'dev.jsonl and dev-labels.lst together',
  recognises: (files) => files.some(isItems),
  async read(files) {
    const file = files.find(isItems);
    const labels = files.find(isLabels);
    if (!file)
      return refused('', 'SocialIQA needs a JSON Lines file with context, question, answerA, answerB and answerC.');
    if (!labels) {
      return refused(
        file.name,
        'has no answers in it: choose dev-labels.lst (a 1, 2 or 3 on each line) together with it',
      );
    }
    const keys = labels.text
      .replace(/^\uFEFF/, '')
      .trim()
      .split(/\r?\n/);
    const read = await jsonRows(file);
    if (read.length !== keys.length) {
      return refused(labels.name, `holds ${keys.length} answers, but ${file.name} holds ${read.length} items`);
    }
    const rows = read.map(({ line, value }, at): Row => {
      if (!value.ok) return refusedAt(file, line, '', value.message);
      const row = v.safeParse(schema, value.value);
      if (!row.success)
        return refusedAt(file, line, String(row.issues[0].path?.[0].key ?? ''), 'is missing or no text');
      const key = ['1', '2', '3'].indexOf((keys[at] ?? '').trim());
      if (key === -1) return refusedAt(labels, at + 1, '', `is "${keys[at]}", wanted 1, 2 or 3`);
      const { context, question, answerA, answerB, answerC } = row.output;
      return {
        kind: 'choice',
        id: `siqa-${line}`,
        context,
        question,
        options: [answerA, answerB, answerC].map((text) => ({ text, tags: [] })),
        key,
        tags: {},
        rationale: '',
        paraphrases: [],
      };
    });
    return suiteOf(
      {
        id: 'social-iqa',
        title: 'SocialIQA',
        summary:
          'Everyday situations with three answers about motives, feelings and what comes next, from the files of its authors.',
        construct: 'social-intelligence',
        language: 'en',
        licence: 'See the authors’ page',
        source: 'Sap et al. 2019, Social IQa',
        cautions: [
          'Guessing gets a third. Many answers can be told apart without the context; the public dev set has probably been read by any recent model.',
        ],
        frame: plainFrame,
      },
      rows,
    );
  },
};
