import { refused } from '../../domain/parsed.ts';
import type { Importer, Row, SourceFile } from './importer.ts';
import { refusedAt } from './rows.ts';
import { plainFrame, suiteOf } from './suite-of.ts';

const numbered = /^(\d+) (.*)$/;
/** Where a story says that a thing is or comes to be: `The milk is in the box.`, `Mary moved the milk to the cupboard.` */
const places = /(?:is in|moved the \S+ to) the (\S+?)\.$/;

const isStories = ({ text }: SourceFile) => {
  const lines = text.slice(0, 8192).split(/\r?\n/);
  return lines.length > 1 && numbered.test(lines[0] ?? '') && lines.some((line) => /^\d+ [^\t]+\?\t\S+\t/.test(line));
};
const isTrace = ({ name, text }: SourceFile) =>
  name.endsWith('.trace') || /,(first|second)_order_|,reality,|,memory,/.test(text.slice(0, 2048));

/** `test.txt` and `test.trace` of ToMi (Le et al. 2019): who thinks that a thing is where. */
export const toMi: Importer = {
  id: 'tomi',
  title: 'ToMi',
  wants: 'a .txt of stories, and its .trace for the kinds of question',
  recognises: (files) => files.some(isStories),
  read(files) {
    const file = files.find(isStories);
    if (!file) return Promise.resolve(refused('', 'ToMi needs a .txt of numbered story lines with questions.'));
    const trace = files.find((other) => other !== file && isTrace(other));
    return Promise.resolve(
      suiteOf(
        {
          id: 'tomi',
          title: 'ToMi',
          summary: 'Stories of things moved while somebody is away: where are they, and where does who think they are?',
          construct: 'social-intelligence',
          language: 'en',
          licence: 'CC BY-NC 4.0',
          source: 'Le et al. 2019, ToMi',
          cautions: [
            'The authors take an open answer; here the places that the story names are the options, so that guessing gets about a half.',
            ...(trace ? [] : ['No .trace file was given: kinds of question are not told apart.']),
          ],
          frame: plainFrame,
        },
        rowsOf(file, trace),
      ),
    );
  },
};

function rowsOf(file: SourceFile, trace: SourceFile | undefined): readonly Row[] {
  const kinds = trace?.text.split(/\r?\n/).filter((line) => line.trim() !== '') ?? [];
  const rows: Row[] = [];
  let story: string[] = [];
  let questions = 0;
  for (const [at, text] of file.text.split(/\r?\n/).entries()) {
    if (text.trim() === '') continue;
    const found = numbered.exec(text);
    if (!found) {
      rows.push(refusedAt(file, at + 1, '', 'begins with no number'));
      continue;
    }
    const [, number, rest = ''] = found;
    if (number === '1') story = [];
    if (!rest.includes('\t')) {
      story.push(rest.trim());
      continue;
    }
    const kind = kinds[questions]?.split(',') ?? [];
    questions += 1;
    rows.push(rowOf(file, at + 1, story, rest, kind));
  }
  return rows;
}

function rowOf(file: SourceFile, line: number, story: readonly string[], text: string, kind: readonly string[]): Row {
  const [question = '', answer = ''] = text.split('\t').map((part) => part.trim());
  const named = [...new Set(story.flatMap((sentence) => places.exec(sentence)?.[1] ?? []))];
  // A story may hold a second thing in a place of its own: only where the asked thing has been can be meant.
  const thing = / the (\S+?)(?: is| was)?(?: (?:at|in) the beginning)?\?$/.exec(question)?.[1] ?? '';
  const own = [...new Set(story.filter((s) => s.includes(` ${thing} `)).flatMap((s) => places.exec(s)?.[1] ?? []))];
  const options = own.length > 1 && own.includes(answer) ? own : named;
  const key = options.indexOf(answer);
  if (options.length < 2 || key === -1) {
    return refusedAt(
      file,
      line,
      'answer',
      `is "${answer}", but the story names ${options.length === 0 ? 'no place' : `only ${options.join(', ')}`}`,
    );
  }
  const [asked, told] = kind.slice(-2);
  return {
    kind: 'choice',
    id: `line-${line}`,
    context: story.join(' '),
    question,
    options: options.map((place) => ({ text: place, tags: [] })),
    key,
    tags: { ...(asked ? { ability: [asked] } : {}), ...(told ? { story: [told] } : {}) },
    rationale: '',
    paraphrases: [],
  };
}
