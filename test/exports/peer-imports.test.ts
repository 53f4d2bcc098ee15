import { describe, expect, test } from 'vitest';
import { refusalText } from '../../src/domain/parsed.ts';
import { readDirectory } from '../../src/domain/zip/directory.ts';
import { readInspectEval, readInspectJson } from '../../src/exports/inspect-import.ts';
import { inspectTask } from '../../src/exports/inspect-task.ts';
import { readLmEval } from '../../src/exports/lm-eval-import.ts';
import { writeLmEval } from '../../src/exports/lm-eval-results.ts';
import { lmEvalTask } from '../../src/exports/lm-eval-tasks.ts';
import type { Candidate } from '../../src/exports/peer-run.ts';
import { blobOf, textFile, textOf } from '../../src/exports/pieces.ts';
import { sourceOf } from '../../src/exports/source.ts';
import { zipOf } from '../../src/exports/zip-writing.ts';
import { forcedChoice } from '../../src/protocols/forced-choice.ts';
import { reread } from '../../src/runs/reread.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { firstQuestions } from '../../src/views/parts/first-questions.ts';
import { answeredRun } from './answered-run.ts';
import { hasOracles, oracleAt } from './schemas.ts';
import { smallSuites } from './small-run.ts';

const run = await answeredRun(20);
/** As the run would be with the seed that imported runs have. */
const own = summarize({ ...run, run: { ...run.run, plan: { ...run.run.plan, seed: 1 } } });
const [suite] = run.suites;
if (!suite) throw new Error('a suite was wanted');
const candidate: Candidate = {
  suite,
  putting: {
    protocol: { id: 'forced-choice', version: 1 },
    questions: (item) => firstQuestions(item, suite),
    read: (item, exchanges) => reread(item, suite.frame, forcedChoice, exchanges),
  },
};
const context = { appVersion: '0.1.0', seen: '2026-11-21T00:00:00.000Z' };

async function filesOf(files: AsyncIterable<{ path: string; pieces: Parameters<typeof textOf>[0] }>) {
  const out = new Map<string, string>();
  for await (const { path, pieces } of files) out.set(path, await textOf(pieces));
  return out;
}

const written = await filesOf(writeLmEval(sourceOf(run, summarize(run))));
const samplesText = [...written].find(([path]) => path.includes('/samples_'))?.[1] ?? '';
const resultsText = [...written].find(([path]) => path.includes('/results_'))?.[1] ?? '';
const lmEval = (samples: string, results: string | null = resultsText) =>
  readLmEval(
    [{ name: 'samples.jsonl', file: new Blob([samples]) }],
    results === null ? null : new Blob([results]),
    [candidate],
    context,
  );

describe('readLmEval', () => {
  test('samples of the same questions: give the report that a run of one’s own would have', async () => {
    const read = await lmEval(samplesText);
    if (!read.ok) throw new Error(refusalText(read));
    expect(summarize(read.value)).toEqual(own);
    expect(read.value.run).toMatchObject({
      model: { id: run.run.model.id },
      engine: { id: 'lm-eval' },
      status: 'finished',
    });
    expect(read.value.run.plan.parts).toEqual(run.run.plan.parts);
  });

  test('the same files twice: give the same run, so that it is kept once', async () => {
    expect(await lmEval(samplesText)).toEqual(await lmEval(samplesText));
  });

  test('without the results file: is read, and the model is told as unknown', async () => {
    const read = await lmEval(samplesText, null);
    expect(read.ok && read.value.run.model.title).toBe('a model of lm-evaluation-harness');
  });

  test('a sample that is missing: its item is told as failed, never scored from half its orders', async () => {
    const read = await lmEval(samplesText.split('\n').slice(1).join('\n'));
    if (!read.ok) throw new Error(refusalText(read));
    expect(read.value.trials.filter(({ outcome }) => outcome === 'failed')).toEqual([
      expect.objectContaining({ itemId: 'made-000000', message: 'question 1 of 2 has no sample in the file' }),
    ]);
  });

  test.each([
    [
      'another prompt',
      (text: string) => text.replaceAll('Situation 3,', 'Situation X,'),
      /asks a question that no suite here asks \(item "made-000003"\)/,
    ],
    [
      'a number that is none',
      (text: string) => text.replace(/"filtered_resps":\[\["-[\d.]+"/, '"filtered_resps":[["much"'),
      /samples\.jsonl line \d+: filtered_resps: holds what is no log-probability/,
    ],
    [
      'a broken line',
      (text: string) => text.slice(0, text.length / 2),
      /samples\.jsonl line \d+, column \d+: This is not JSON/,
    ],
    ['a line without a doc', () => '{"doc_id":0}\n', /samples\.jsonl line 1: doc: is missing/],
    ['nothing', () => '', /There is no sample in it/],
  ])('%s: is refused with its place', async (_, change, sentence) => {
    const read = await lmEval(change(samplesText));
    expect(read.ok ? 'read' : refusalText(read)).toMatch(sentence);
  });

  test.skipIf(!hasOracles)('real samples of another task: are refused, as no suite here asks them', async () => {
    const read = await lmEval(
      oracleAt('lm-eval/real-harness-output_samples.jsonl'),
      oracleAt('lm-eval/real-harness-output_results.json'),
    );
    expect(read.ok ? 'read' : refusalText(read)).toMatch(/line 1: doc\.ask: is missing/);
  });
});

/** An Inspect log as the task written by `inspectTask` gives it, with the run's own letters as top log-probabilities. */
function inspectLog(top: (letters: readonly { token: string; logprob: number }[]) => unknown) {
  const samples = run.trials.flatMap((trial) =>
    trial.exchanges.flatMap((exchange) =>
      exchange.verb !== 'weigh'
        ? []
        : exchange.questions.map((question, ask) => {
            const prompt = question.prompt.kind === 'chat' ? (question.prompt.messages[0]?.content ?? '') : '';
            const letters = question.continuations.map((token, at) => ({
              token,
              logprob: exchange.answers[ask]?.weighed[at]?.logprob ?? 0,
            }));
            return {
              id: `${trial.itemId}#${ask}`,
              epoch: 1,
              input: prompt,
              target: '',
              metadata: { item: trial.itemId, ask, letters: question.continuations.join('') },
              output: { completion: 'A', choices: [{ logprobs: { content: [{ top_logprobs: top(letters) }] } }] },
            };
          }),
    ),
  );
  const spec = { created: '2026-08-22T10:00:00+00:00', model: 'vllm/some-model', packages: { inspect_ai: '0.3.260' } };
  return { version: 2, status: 'success', eval: spec, samples };
}

describe('readInspectJson and readInspectEval', () => {
  const log = inspectLog((letters) => letters);

  test('a log with letters’ probabilities: gives the report that a run of one’s own would have', async () => {
    const read = await readInspectJson(new Blob([JSON.stringify(log)]), [candidate], '0.1.0');
    if (!read.ok) throw new Error(refusalText(read));
    expect(summarize(read.value)).toEqual(own);
    expect(read.value.run.model.title).toBe('vllm/some-model');
  });

  test('the same log zipped: is read alike', async () => {
    const { samples, ...header } = log;
    const zip = await blobOf(
      zipOf([
        textFile('header.json', JSON.stringify(header)),
        ...samples.map((sample) => textFile(`samples/${sample.id}_epoch_1.json`, JSON.stringify(sample))),
      ]),
      '',
    );
    const directory = await readDirectory(zip, { entries: 100, bytes: 2 ** 24, ratio: 100, ratioFrom: 2 ** 20 });
    if (!directory.ok) throw new Error(directory.message);
    const read = await readInspectEval(zip, directory.value, [candidate], '0.1.0');
    expect(read.ok && summarize(read.value)).toEqual(own);
  });

  test('a log without log-probabilities: no letter is guessed, every item is told as failed', async () => {
    const read = await readInspectJson(new Blob([JSON.stringify(inspectLog(() => null))]), [candidate], '0.1.0');
    if (!read.ok) throw new Error(refusalText(read));
    expect(summarize(read.value).parts[0]).toMatchObject({ scored: 0, failed: 20 });
  });

  test('a letter outside the listed tokens: its item is told as failed, with the letter', async () => {
    const partial = inspectLog((letters) => letters.slice(0, 1));
    const read = await readInspectJson(new Blob([JSON.stringify(partial)]), [candidate], '0.1.0');
    expect(read.ok && read.value.trials[0]).toMatchObject({
      outcome: 'failed',
      message: expect.stringContaining('letter B is not among'),
    });
  });

  test('a log of a newer format: is refused', async () => {
    const read = await readInspectJson(new Blob([JSON.stringify({ ...log, version: 3 })]), [candidate], '0.1.0');
    expect(read.ok ? 'read' : refusalText(read)).toMatch(/^version: This log is in version 3/);
  });
});

describe('lmEvalTask and inspectTask', () => {
  test('a task file: holds what the harness’s own example holds, with the open items in a task of their own', async () => {
    const files = await filesOf(lmEvalTask(suite, firstQuestions));
    expect([...files.keys()]).toEqual([
      'lm-eval/touchstone_made.yaml',
      'lm-eval/touchstone_made.jsonl',
      'lm-eval/touchstone_made_open.yaml',
      'lm-eval/touchstone_made_open.jsonl',
      'lm-eval/README_touchstone_made.md',
    ]);
    await expect(files.get('lm-eval/touchstone_made.yaml')).toMatchFileSnapshot('golden/lm-eval-task.yaml.txt');
    if (hasOracles) {
      const keys = [...oracleAt('lm-eval/moral_items_mc.yaml').matchAll(/^(\w+):/gm)].map(([, key]) => key ?? '');
      for (const key of keys) expect(files.get('lm-eval/touchstone_made.yaml')).toMatch(new RegExp(`^${key}:`, 'm'));
    }
  });

  test('an item of the task: asks the very question, and its label is where the key stands in that order', async () => {
    const text = (await filesOf(lmEvalTask(suite, firstQuestions))).get('lm-eval/touchstone_made.jsonl') ?? '';
    const docs = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; ask: number; prompt: string; choices: string[]; label: number });
    expect(docs.length).toBe(36);
    for (const { id, prompt, choices, label } of docs) {
      const item = suite.items.find((one) => one.id === id);
      if (item?.kind !== 'choice' || item.key === null) throw new Error('a keyed choice was wanted');
      expect(prompt).toContain(`${choices[label]}. ${item.options[item.key]?.text}`);
    }
  });

  test('the Inspect task: is a golden file, with a line for each order', async () => {
    const files = await filesOf(inspectTask(suite, firstQuestions));
    await expect(files.get('inspect/touchstone_made.py')).toMatchFileSnapshot('golden/inspect-task.py.txt');
    expect(files.get('inspect/touchstone_made.jsonl')?.trimEnd().split('\n').length).toBe(40);
  });

  test('a suite of phrases: makes no task, as neither tool embeds', async () => {
    const [, phrases] = smallSuites;
    expect((await filesOf(lmEvalTask(phrases, firstQuestions))).size).toBe(0);
    expect((await filesOf(inspectTask(phrases, firstQuestions))).size).toBe(0);
  });
});
