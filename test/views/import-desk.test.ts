import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RunBundle } from '../../src/domain/run.ts';
import { isConsistent } from '../../src/exports/verification.ts';
import { blobOf, type Pieces } from '../../src/exports/pieces.ts';
import { writeHtmlReport } from '../../src/exports/html-report.ts';
import { writeRunFile } from '../../src/exports/run-file.ts';
import { sourceOf } from '../../src/exports/source.ts';
import { shardOf } from '../../src/runs/plan.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { database } from '../../src/store/database.ts';
import { readRun } from '../../src/store/runs.ts';
import { ImportDesk } from '../../src/views/history/import-desk.ts';
import type { ImportProgress, ImportTold } from '../../src/views/history/import-told.ts';
import type { Outcome } from '../../src/views/history/outcome.ts';
import { answeredRun } from '../exports/answered-run.ts';

// Long enough to be read in several lumps.
const bundle = await answeredRun(3000);
const { id } = bundle.run;

const fileOf = async (name: string, pieces: Pieces) => new File([await blobOf(pieces, '')], name);
const runFile = (name: string, of: RunBundle) => fileOf(name, writeRunFile(sourceOf(of, summarize(of))));
const whole = await runFile('whole.json', bundle);

beforeEach(async () => {
  await database.delete();
  await database.open();
});

/** Has files taken in; `heard` may give up. */
async function taken(
  files: readonly File[],
  heard: (told: ImportTold, stop: AbortController) => void = () => undefined,
): Promise<readonly Outcome[]> {
  const stop = new AbortController();
  const outcomes: Outcome[] = [];
  const desk = new ImportDesk((told) => {
    if (told.kind === 'outcome') outcomes.push(told.outcome);
    heard(told, stop);
  }, stop.signal);
  await desk.take(files);
  return outcomes;
}

const counts = () =>
  Promise.all([database.runs, database.trials, database.outlines, database.suites].map((table) => table.count()));

/** One part of the run, by a machine of its own. */
function part(index: number, of: number): RunBundle {
  const shard = { index, of };
  const planned = new Set(shardOf(bundle.run.plan, shard).parts.flatMap(({ itemIds }) => itemIds));
  const annotation = { suiteId: 'made', itemId: [...planned][0] ?? '', made: '2026-08-22T10:00:00Z', text: 'odd' };
  return {
    ...bundle,
    run: { ...bundle.run, id: `part-${index}`, shard },
    trials: bundle.trials.filter(({ itemId }) => planned.has(itemId)),
    annotations: [{ ...annotation, kind: 'note', id: `note-${index}` }],
  };
}

describe('take', () => {
  test.each([
    ['a run file', () => Promise.resolve(whole)],
    ['a one-page report', () => fileOf('report.html', writeHtmlReport(sourceOf(bundle, summarize(bundle))))],
  ])('%s: is kept whole, agrees with itself, and is told as it comes in', async (_, make) => {
    const heard: ImportProgress[] = [];
    const [outcome, ...more] = await taken([await make()], (told) => {
      if (told.kind === 'progress') heard.push(told.progress);
    });
    expect(more).toEqual([]);
    expect(outcome).toMatchObject({ runId: id, place: '', sentence: 'The run of Small model is imported.' });
    expect(outcome?.checks).toHaveLength(6);
    expect(isConsistent(outcome?.checks ?? [])).toBe(true);
    expect(outcome?.checks.map(({ holds }) => holds)).not.toContain(null);
    expect(await readRun(id)).toEqual(bundle);
    expect(heard.at(-1)).toMatchObject({ step: 'closing', restored: 0 });
    const bytes = heard.map(({ bytesDone }) => bytesDone);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(new Set(bytes).size).toBeGreaterThan(2);
  });

  test('one answer changed by hand: is kept, and its item is named', async () => {
    const text = (await whole.text()).replace(/("itemId":"made-002999".*?"weighed":\[\{"logprob":)-[\d.]+/, '$1-9');
    const [outcome] = await taken([new File([text], 'changed.json')]);
    const broken = outcome?.checks.filter(({ holds }) => holds === false) ?? [];
    expect(broken.map(({ name }) => name)).toEqual(['trials', 'answers', 'scores']);
    expect(broken[1]?.places).toEqual(['made-002999']);
    expect(outcome?.runId).toBe(id);
  });

  test.each([
    [
      'its last trial is of no item',
      (text: string) => text.replace(/made-002999(?!.*made-002999)/s, 'made-9'),
      'trials[2999]',
    ],
    ['it is cut off', (text: string) => text.slice(0, -2000), /^line \d+, column \d+$/],
    [
      'its last line is missing',
      (text: string) => `${text.slice(0, text.lastIndexOf(',\n"trialsHash"'))}}`,
      'trialsHash',
    ],
  ])('%s: is refused with the place after most of it was read, and nothing of it is kept', async (_, change, place) => {
    const [bad, good] = await taken([
      new File([change(await whole.text())], 'bad.json'),
      await runFile('b.json', part(1, 2)),
    ]);
    expect(bad).toMatchObject({ name: 'bad.json', runId: null });
    expect(bad?.place).toMatch(place);
    expect(good?.runId).toBe('part-1');
    expect(await database.trials.count()).toBe(part(1, 2).trials.length);
    expect(await database.runs.toCollection().primaryKeys()).toEqual(['part-1']);
  });

  test('given up in the midst: nothing of it is kept, and no word of it is told', async () => {
    const outcomes = await taken([whole], (told, stop) => {
      if (told.kind === 'progress' && told.progress.bytesDone > 0) stop.abort();
    });
    expect(outcomes).toEqual([]);
    expect(await counts()).toEqual([0, 0, 0, 0]);
    expect((await taken([whole]))[0]?.sentence).toBe('The run of Small model is imported.');
  });

  test('given up at the very end, while its numbers are computed: nothing of it is kept', async () => {
    await taken([whole], (told, stop) => {
      if (told.kind === 'progress' && told.progress.step === 'closing') stop.abort();
    });
    expect(await counts()).toEqual([0, 0, 0, 0]);
  });

  test('the parts of a shared run together: one run with all answers and notes, and the parts out of sight', async () => {
    const parts = [part(2, 3), part(1, 3), part(3, 3)];
    const files = await Promise.all(parts.map((one, place) => runFile(`${place}.json`, one)));
    const [outcome, ...more] = await taken(files);
    expect(more).toEqual([]);
    expect(outcome?.sentence).toBe('The run of Small model is put together from 3 parts.');
    const made = await readRun(outcome?.runId ?? '');
    expect(made?.trials).toEqual(bundle.trials);
    expect(made?.annotations?.map((one) => one.itemId).toSorted()).toEqual(
      parts.map(({ annotations }) => annotations?.[0]?.itemId).toSorted(),
    );
    for (const { run } of parts) expect(await readRun(run.id)).toBeUndefined();
    // The same files again give the same run.
    expect((await taken(files))[0]?.sentence).toBe('This run of Small model is already here.');
  });

  test('some parts of a shared run: are kept as parts, and what is missing is told', async () => {
    const files = await Promise.all([part(1, 3), part(3, 3)].map((one, place) => runFile(`${place}.json`, one)));
    const told = (await taken(files)).map(({ sentence }) => sentence);
    expect(told[0]).toMatch(
      /^These are parts of runs, and are kept as parts: There is a gap: .* Missing: shard 2\/3\.$/,
    );
    expect(told.slice(1)).toEqual([
      'The run of Small model, part 1 of 3, is imported.',
      'The run of Small model, part 3 of 3, is imported.',
    ]);
  });
});

describe('put', () => {
  const desk = () => new ImportDesk(() => undefined, new AbortController().signal);
  const named = (parts: readonly RunBundle[]) => parts.map(({ run }) => ({ name: run.id, runId: run.id }));

  test('kept parts: become one run, with their notes; given back by taking the whole away', async () => {
    const parts = [part(1, 2), part(2, 2)];
    for (const [place, one] of parts.entries()) await taken([await runFile(`${place}.json`, one)]);
    const made = await desk().put(named(parts));
    if (!made.ok) throw new Error(made.message);
    const kept = await readRun(made.value.id);
    expect(kept?.trials).toEqual(bundle.trials);
    expect(kept?.annotations).toHaveLength(2);
    expect(await readRun('part-1')).toBeUndefined();
  });

  test('a part that is gone: is refused by name', async () =>
    expect(await desk().put(named([part(1, 2)]))).toEqual({
      ok: false,
      place: 'part-1',
      message: 'is no longer here',
    }));
});
