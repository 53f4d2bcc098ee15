import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { contentHash, sha256 } from '../../src/domain/canonical.ts';
import { refusalText } from '../../src/domain/parsed.ts';
import type { RunBundle, Trial } from '../../src/domain/run.ts';
import { readRunFile } from '../../src/exports/run-file-reading.ts';
import { runFileBlob } from '../../src/exports/run-file.ts';
import { parseSuite } from '../../src/suites/suite.ts';
import { smallBundle, smallReport, smallSuites } from './small-run.ts';

const bundle = await smallBundle();
const fileText = await (await runFileBlob(bundle, smallReport)).text();

async function verdict(file: unknown): Promise<string> {
  const text = typeof file === 'string' ? file : JSON.stringify(file);
  const result = await readRunFile(new Blob([text]), parseSuite);
  return result.ok ? 'is read' : refusalText(result);
}

type Json = Record<string | number, unknown>;

/** The file with one place changed; undefined takes it out. */
function withPlace(path: readonly (string | number)[], value: unknown): Json {
  const file = JSON.parse(fileText) as Json;
  const holder = path.slice(0, -1).reduce((at, key) => at[key] as Json, file);
  const last = path.at(-1) ?? '';
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return file;
}

describe('runFileBlob', () => {
  test('a run: the golden file, byte for byte', async () => {
    await expect(fileText).toMatchFileSnapshot('golden/run.json.txt');
  });

  test('the names that others rely on: are there', () => {
    const file = JSON.parse(fileText) as Json;
    expect(file).toMatchObject({
      format: 'touchstone/run',
      version: 2,
      planHash: bundle.run.planHash,
      model: { hash: bundle.run.model.hash, templateHash: bundle.run.model.templateHash },
      engine: { device: 'wasm' },
      plan: { parts: [{ suite: { hash: bundle.run.plan.parts[0]?.suite.hash } }, {}] },
      trials: [
        { itemId: 'two', exchanges: [{ questions: [{}, {}], answers: [{}, {}] }], score: { value: 1 } },
        {},
        {},
        {},
        {},
      ],
      report: {
        estimates: [
          {
            suite: 'small-choices',
            id: 'sycophancy.principled.share',
            value: 1,
            lower: 0.025,
            upper: 1,
            n: 1,
            method: 'Wilson',
          },
          { suite: 'small-phrases', id: 'moral-direction.separation', value: null },
        ],
      },
    });
  });

  test('a run without suites, trials or report: is JSON', async () => {
    const empty = { ...bundle, suites: [], trials: [] };
    const file = JSON.parse(await (await runFileBlob(empty, { parts: [] })).text()) as Json;
    expect(file).toMatchObject({ suites: [], trials: [], report: { estimates: [], parts: [] } });
  });
});

describe('readRunFile', () => {
  test('what was written: comes back whole, with the numbers of the report', async () => {
    const result = await readRunFile(await runFileBlob(bundle, smallReport), parseSuite);
    expect(result).toEqual({
      ok: true,
      value: {
        bundle,
        trialsHash: await sha256(
          (await Promise.all(bundle.trials.map(contentHash))).map((line) => `${line}\n`).join(''),
        ),
        estimates: smallReport.parts.flatMap((part) =>
          part.estimates.map((estimate) => ({ suite: part.suiteId, ...estimate })),
        ),
        parts: smallReport.parts.map(({ estimates: _, ...part }) => part),
      },
    });
    if (result.ok) expect(await (await runFileBlob(result.value.bundle, smallReport)).text()).toBe(fileText);
  });

  test.each(['run-version-1.json.txt', 'run.json.txt'])('%s, as published: is read for ever', async (name) => {
    expect(await verdict(readFileSync(join(import.meta.dirname, 'golden', name), 'utf8'))).toBe('is read');
  });

  test('keys in any order: the same run', async () => {
    const file = JSON.parse(fileText) as Json;
    const wanted = await readRunFile(fileText, parseSuite);
    const keys = Object.keys(file);
    for (const order of [keys.toReversed(), keys.toSorted(), ['trials', ...keys.filter((key) => key !== 'trials')]]) {
      const text = JSON.stringify(Object.fromEntries(order.map((key) => [key, file[key]])));
      expect(await readRunFile(text, parseSuite)).toEqual(wanted);
    }
  });

  test('trials that stand before their plan, one of them wrong: are refused with the place', async () => {
    const { trials, ...rest } = withPlace(['trials', 3, 'exchanges'], 'none');
    expect(await verdict({ trials, ...rest })).toBe('trials[3].exchanges: is "none", wanted Array');
  });

  test('a list that stands twice: is refused', async () => {
    expect(await verdict(fileText.replace('"trials": [', '"trials": [],\n"trials": ['))).toBe('trials: stands twice');
  });

  test('evidence that is no finite number: comes back as it was', async () => {
    const [first, ...others] = bundle.trials;
    const broken = JSON.parse(JSON.stringify(first)) as { exchanges: Json[] } & Trial;
    const odd: Trial = {
      ...broken,
      exchanges: [
        {
          verb: 'weigh',
          questions: [{ prompt: { kind: 'text', text: '' }, continuations: ['A', 'B', 'C'] }],
          answers: [
            {
              shown: { rendered: '', tokenIds: [] },
              weighed: [NaN, -Infinity, Infinity].map((logprob) => ({ logprob, tokens: [], greedy: false })),
            },
          ],
        },
      ],
    };
    const strange: RunBundle = { ...bundle, trials: [odd, ...others] };
    const result = await readRunFile(await runFileBlob(strange, smallReport), parseSuite);
    expect(result.ok && result.value.bundle).toEqual(strange);
  });

  test.each([
    [
      ['format'],
      'touchstone/suite',
      'format: This is not a Touchstone run: it should be an object whose format is "touchstone/run"',
    ],
    [
      ['version'],
      3,
      'version: This run needs a newer Touchstone: it is written in version 3, and this one reads versions 1 and 2',
    ],
    [['version'], 0, 'version: is 0, wanted (1 | 2)'],
    [['trialsHash'], undefined, 'trialsHash: is missing'],
    [['run', 'shard'], { index: 3, of: 2 }, 'run.shard: is no shard: index goes from 1 to of'],
    [
      ['annotations'],
      [{ id: 'n', suiteId: 'small-choices', itemId: 'nobody', made: '2026-08-22T10:00:00Z', kind: 'note', text: '' }],
      'annotations[0]: is of an item that the plan does not ask',
    ],
    [['model', 'hash'], 'abc', 'model.hash: is no SHA-256 in 64 small hex digits'],
    [['model', 'secret'], 1, 'model.secret: is not a field that belongs here'],
    [['engine', 'device'], 'gpu', 'engine.device: is "gpu", wanted ("wasm" | "webgpu" | "none")'],
    [['run', 'started'], 'yesterday', 'run.started: is no time in ISO 8601, UTC'],
    [['run', 'status'], undefined, 'run.status: is missing'],
    [['trials'], 'none', 'trials: is "none", wanted Array'],
    [['trials', 0, 'score'], undefined, 'trials[0].score: is missing'],
    [['trials', 0, 'score', 'value'], 1.5, 'trials[0].score.value: is above 1'],
    [
      ['trials', 0, 'score', 'kind'],
      'perfect',
      'trials[0].score.kind: is "perfect", wanted ("scored" | "open" | "unscored")',
    ],
    [
      ['trials', 0, 'score', 'reading', 'probabilities', 1],
      '1',
      'trials[0].score.reading.probabilities[1]: is no number',
    ],
    [
      ['trials', 0, 'score', 'reading', 'probabilities'],
      [1],
      'trials[0].score.reading: does not fit the options of its item',
    ],
    [['trials', 0, 'score', 'reading', 'pick'], 2, 'trials[0].score.reading: does not fit the options of its item'],
    [
      ['trials', 0, 'score', 'reading', 'orders', 0, 'order'],
      [0, 0],
      'trials[0].score.reading: does not fit the options of its item',
    ],
    [
      ['trials', 0, 'exchanges', 0, 'verb'],
      'sing',
      'trials[0].exchanges[0].verb: is "sing", wanted ("weigh" | "generate" | "embed")',
    ],
    [['trials', 0, 'exchanges', 0, 'answers'], [], 'trials[0].exchanges[0].answers: are not as many as the questions'],
    [
      ['trials', 0, 'exchanges', 0, 'answers', 1, 'weighed'],
      [],
      'trials[0].exchanges[0].answers[1].weighed: are not as many as the continuations',
    ],
    [
      ['trials', 0, 'exchanges', 0, 'answers', 1, 'shown', 'tokenIds', 2],
      -1,
      'trials[0].exchanges[0].answers[1].shown.tokenIds[2]: is no token id: a whole number from 0 up',
    ],
    [['trials', 0, 'itemId'], 'four', 'trials[0]: is of an item that the plan does not ask, or asks it a second time'],
    [['trials', 0, 'itemId'], 'three', 'trials[2]: is of an item that the plan does not ask, or asks it a second time'],
    [['trials', 1, 'fault'], 'bored', 'trials[1].fault: is "bored", wanted ('],
    [
      ['trials', 4, 'score', 'reading', 'vector'],
      [1],
      'trials[4].score.reading.vector: holds 1 numbers, others of the suite 2',
    ],
    [['report', 'estimates', 0, 'n'], -1, 'report.estimates[0].n: is no whole number from 0 up'],
    [['plan', 'seed'], 8, 'planHash: is not the hash of the plan in this file: one of them was changed'],
    [
      ['plan', 'parts', 0, 'itemIds', 0],
      'two',
      'planHash: is not the hash of the plan in this file: one of them was changed',
    ],
    [['suites'], [], 'suites: holds 0 suites, but the plan has 2'],
    [['suites', 0, 'items', 0, 'options'], 'A', 'suites[0].items[0].options: is "A", wanted Array'],
    [
      ['suites', 0, 'items', 0, 'key'],
      0,
      'suites[0]: is not the suite that was asked: its content has another hash than the plan names',
    ],
    [['suites', 0, 'version'], 4, 'suites[0]: is not the suite small-choices version 3 of the plan'],
  ] as const)('%j set to %j: is refused with its place', async (path, value, message) => {
    expect((await verdict(withPlace(path, value))).slice(0, message.length)).toBe(message);
  });

  test('a plan that asks an item which its suite has not, with a hash to match: is refused', async () => {
    const [first, second] = bundle.run.plan.parts;
    const plan = { ...bundle.run.plan, parts: [{ ...first, itemIds: ['one', 'nobody'] }, second] };
    const file = { ...withPlace(['plan'], plan), planHash: await contentHash(plan) };
    expect(await verdict(file)).toBe('plan.parts[0].itemIds[1]: is no item of the suite, or stands twice');
  });

  test('a file cut off anywhere: is refused with line and column', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: fileText.trimEnd().length - 1 }), async (length) => {
        expect(await verdict(fileText.slice(0, length))).toMatch(
          /^line \d+, column \d+: This is not JSON: the text breaks off/,
        );
      }),
      { seed: 41, numRuns: 100 },
    );
  });

  test('any one place replaced by any JSON: is read or refused with words, never a throw', async () => {
    const places = placesOf(JSON.parse(fileText));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.jsonValue(), async (place, value) => {
        expect(await verdict(withPlace(place, value))).not.toBe('');
      }),
      { seed: 42, numRuns: 1000 },
    );
  });

  test('any text: is refused, never a throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string({ unit: 'binary' })), async (text) => {
        expect(await verdict(text)).not.toBe('is read');
      }),
      { seed: 43, numRuns: 300 },
    );
  });

  test('markup in texts: comes back as the very same text', async () => {
    const result = await readRunFile(fileText, parseSuite);
    expect(result.ok && result.value.bundle.suites).toEqual(smallSuites);
    expect(fileText).toContain('<img src=x onerror=alert(1)>');
  });
});

function placesOf(value: unknown, way: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (value === null || typeof value !== 'object') return [way];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const within = entries.flatMap(([key, inner]) => placesOf(inner, [...way, key]));
  return way.length === 0 ? within : [way, ...within];
}
