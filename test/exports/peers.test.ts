import { describe, expect, test } from 'vitest';
import { contentHash } from '../../src/domain/canonical.ts';
import type { RunBundle } from '../../src/domain/run.ts';
import { readDirectory } from '../../src/domain/zip/directory.ts';
import { unpacked } from '../../src/domain/zip/unpacked.ts';
import { writeEveryEvalEver } from '../../src/exports/every-eval-ever.ts';
import { writeInspectLogs } from '../../src/exports/inspect-log.ts';
import { writeComparator } from '../../src/exports/llm-comparator.ts';
import { writeLmEval } from '../../src/exports/lm-eval-results.ts';
import { blobOf, textOf, type OutFile } from '../../src/exports/pieces.ts';
import { sourceOf, type RunSource } from '../../src/exports/source.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { answeredRun } from './answered-run.ts';
import { everyEvalEver, hasOracles, inspectSchema, oracleAt } from './schemas.ts';
import { smallBundle, smallReport } from './small-run.ts';

type Json = Record<string, unknown>;

const made = await answeredRun(30);
const annotated: RunBundle = {
  ...made,
  annotations: [
    { id: 'n', suiteId: 'made', itemId: 'made-000000', made: '2026-08-22T10:00:00.000Z', kind: 'note', text: 'Odd.' },
    {
      id: 'c',
      suiteId: 'made',
      itemId: 'made-000000',
      made: '2026-08-22T10:00:01.000Z',
      kind: 'correction',
      verdict: { kind: 'scored', value: 0.5 },
      reason: 'Both replies say it.',
    },
  ],
};
/** A run with choices of which some have no right answer and some are corrected, and a run with failures, markup and phrases. */
const sources: readonly (readonly [string, RunSource])[] = [
  ['made', sourceOf(annotated, summarize(annotated))],
  ['small', sourceOf(await smallBundle(), smallReport)],
];

async function collect(files: AsyncIterable<OutFile>): Promise<ReadonlyMap<string, Blob>> {
  const out = new Map<string, Blob>();
  for await (const { path, pieces } of files) out.set(path, await blobOf(pieces, ''));
  return out;
}

const linesOf = async (blob: Blob | undefined) =>
  ((await blob?.text()) ?? '')
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Json);

describe.each(sources)('of the run %s', (name, source) => {
  describe('writeEveryEvalEver', () => {
    test.skipIf(!hasOracles)('aggregate and instances: pass the published schemas', async () => {
      const files = await collect(writeEveryEvalEver(source));
      const [aggregate = '', instances = ''] = [...files.keys()];
      expect(aggregate).toMatch(/^data\/touchstone\/[\w.-]+\/[\w.-]+\/[\da-f-]{36}\.json$/);
      expect(everyEvalEver('eval')(JSON.parse((await files.get(aggregate)?.text()) ?? ''))).toEqual([]);
      const rows = await linesOf(files.get(instances));
      expect(rows.length).toBe(name === 'made' ? 27 : 1);
      for (const row of rows) expect(everyEvalEver('instance_level_eval')(row)).toEqual([]);
    });

    test('the checksum and the number of rows: are those of the instances', async () => {
      const [aggregate, instances] = [...(await collect(writeEveryEvalEver(source))).values()];
      const told = JSON.parse((await aggregate?.text()) ?? '') as { detailed_evaluation_results: Json };
      const digest = await crypto.subtle.digest('SHA-256', (await instances?.arrayBuffer()) ?? new ArrayBuffer(0));
      expect(told.detailed_evaluation_results).toMatchObject({
        checksum: Buffer.from(digest).toString('hex'),
        total_rows: (await linesOf(instances)).length,
      });
    });
  });

  describe('writeInspectLogs', () => {
    test.skipIf(!hasOracles)('JSON logs: pass Inspect’s own schema, with samples last', async () => {
      for (const [path, blob] of await collect(writeInspectLogs(source, 'json'))) {
        expect(path).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-00-00_[\w-]+_[\w.-]+\.json$/);
        const log = JSON.parse(await blob.text()) as { samples: Json[] };
        expect(inspectSchema('EvalLog')(log)).toEqual([]);
        const order = ['version', 'status', 'eval', 'plan', 'results', 'stats', 'invalidated', 'tags', 'metadata'];
        expect(Object.keys(log)).toEqual([...order, 'samples']);
        for (const sample of log.samples) expect(inspectSchema('EvalSample')(sample)).toEqual([]);
      }
    });

    test.skipIf(!hasOracles)('.eval logs: are zips with header, summaries and a file for each sample', async () => {
      for (const [path, zip] of await collect(writeInspectLogs(source, 'eval'))) {
        expect(path).toMatch(/\.eval$/);
        const directory = await readDirectory(zip, { entries: 1000, bytes: 2 ** 24, ratio: 100, ratioFrom: 2 ** 20 });
        if (!directory.ok) throw new Error(directory.message);
        const read = async (wanted: string) => {
          const entry = directory.value.find((one) => one.path === wanted);
          return JSON.parse(entry ? await textOf(unpacked(zip, entry)) : 'null') as unknown;
        };
        expect(inspectSchema('EvalLog')(await read('header.json'))).toEqual([]);
        const summaries = (await read('summaries.json')) as Json[];
        for (const one of summaries) expect(inspectSchema('EvalSampleSummary')(one)).toEqual([]);
        const samples = directory.value.filter((one) => one.path.startsWith('samples/'));
        expect(samples.length).toBe(summaries.length);
        for (const one of samples) expect(inspectSchema('EvalSample')(await read(one.path))).toEqual([]);
      }
    });
  });

  describe('writeLmEval', () => {
    test('results: have the keys that the harness writes, and its headline is the mean over the samples', async () => {
      const files = await collect(writeLmEval(source));
      const results = JSON.parse(
        (await [...files].find(([path]) => path.includes('/results_'))?.[1].text()) ?? '',
      ) as Json;
      if (hasOracles) {
        const real = JSON.parse(oracleAt('lm-eval/real-harness-output_results.json')) as Json;
        expect(Object.keys(results)).toEqual(expect.arrayContaining(Object.keys(real)));
        expect(Object.keys(results['config'] as Json)).toEqual(Object.keys(real['config'] as Json));
      }
      for (const [path, blob] of files) {
        const task = /samples_(.*)_\d{4}-/.exec(path)?.[1];
        if (task === undefined) continue;
        const accs = (await linesOf(blob)).flatMap((sample) =>
          typeof sample['acc'] === 'number' ? [sample['acc']] : [],
        );
        const told = (results['results'] as Record<string, Json>)[task];
        expect(told?.['acc,none']).toBeCloseTo(accs.reduce((sum, acc) => sum + acc, 0) / accs.length, 12);
      }
    });

    test('samples: are spelled as the harness spells them', async () => {
      const files = await collect(writeLmEval(source));
      const [, samples] = [...files].find(([path]) => path.includes('/samples_')) ?? [];
      const [sample] = await linesOf(samples);
      if (!sample) throw new Error('a sample was wanted');
      if (hasOracles) {
        const real = JSON.parse(oracleAt('lm-eval/real-harness-output_samples.jsonl').split('\n')[0] ?? '') as Json;
        expect(Object.keys(sample)).toEqual(expect.arrayContaining(Object.keys(real)));
      }
      const doc = sample['doc'] as Json;
      expect(sample['doc_hash']).toBe(await hashOfText(JSON.stringify(doc, null, 2)));
      expect(sample['target_hash']).toBe(await hashOfText(String(doc['label'])));
      expect(sample['filtered_resps']).toEqual(
        doc['choices'] === undefined
          ? []
          : expect.arrayContaining([[expect.stringMatching(/^-[\d.e-]+$/), expect.stringMatching(/^(True|False)$/)]]),
      );
    });
  });
});

async function hashOfText(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Buffer.from(digest).toString('hex');
}

test.skipIf(!hasOracles)('the schemas: refuse what is not theirs, so that passing them means something', () => {
  expect(everyEvalEver('eval')({})).not.toEqual([]);
  expect(everyEvalEver('instance_level_eval')({ interaction_type: 'single_turn' })).not.toEqual([]);
  expect(inspectSchema('EvalLog')({ version: 2 })).not.toEqual([]);
  expect(inspectSchema('EvalSample')({ id: 'a', epoch: 'one' })).not.toEqual([]);
});

describe('values without a right answer', () => {
  const source = sources[0]?.[1];
  if (!source) throw new Error('a run was wanted');
  const open = 'made-000009';

  test('lm-eval: have a sample without acc, whose label is the harness’s own mark for none', async () => {
    const files = await collect(writeLmEval(source));
    const samples = await linesOf([...files].find(([path]) => path.includes('/samples_'))?.[1]);
    const of = samples.filter((sample) => (sample['doc'] as Json)['id'] === open);
    expect(of.length).toBe(2);
    for (const sample of of) {
      expect(sample).toMatchObject({ target: '-100', metrics: [] });
      expect(sample).not.toHaveProperty('acc');
    }
  });

  test('Inspect: the value is each option’s probability, never C or I', async () => {
    const [log] = (await collect(writeInspectLogs(source, 'json'))).values();
    const { samples } = JSON.parse((await log?.text()) ?? '') as { samples: (Json & { scores: Json })[] };
    const sample = samples.find(({ id }) => id === open);
    expect(sample).toMatchObject({
      target: '',
      scores: { touchstone: { value: { A: expect.any(Number), B: expect.any(Number) } } },
    });
  });

  test('Every Eval Ever: have no row, and the aggregate says how many were left out', async () => {
    const [aggregate, instances] = [...(await collect(writeEveryEvalEver(source))).values()];
    expect((await linesOf(instances)).some((row) => row['sample_id'] === open)).toBe(false);
    expect(await aggregate?.text()).toContain('"items_without_a_right_answer_or_without_a_score_left_out": "3"');
  });

  test('LLM Comparator: are not rated, and say so', async () => {
    const file = JSON.parse(await textOf(writeComparator(source, source))) as { examples: Json[] };
    const unrated = file.examples.filter(({ tags }) => (tags as string[]).includes('no right answer: not rated'));
    expect(file.examples.length).toBe(30);
    expect(unrated.map(({ score }) => score)).toEqual([0, 0, 0]);
  });
});

test('a correction by hand: is marked in every export, and changes no measured score', async () => {
  const [, source] = sources[0] ?? [];
  if (!source) throw new Error('a run was wanted');
  for (const write of [writeEveryEvalEver, writeLmEval, (one: RunSource) => writeInspectLogs(one, 'json')]) {
    const texts = await Promise.all([...(await collect(write(source))).values()].map((blob) => blob.text()));
    expect(texts.join('')).toContain('scored 0.5 by hand: Both replies say it.');
    const before = sourceOf({ ...made }, source.report);
    const plain = await Promise.all([...(await collect(write(before))).values()].map((blob) => blob.text()));
    expect(plain.join('')).not.toContain('by hand:');
  }
  expect(await contentHash(source.report)).toBe(await contentHash(summarize(made)));
});
