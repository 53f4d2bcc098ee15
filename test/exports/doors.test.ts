import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { refusalText, type Parsed } from '../../src/domain/parsed.ts';
import { readDirectory } from '../../src/domain/zip/directory.ts';
import { unpacked } from '../../src/domain/zip/unpacked.ts';
import { backupLimits, readBackup, writeBackup } from '../../src/exports/backup.ts';
import { readInspectEval, readInspectJson } from '../../src/exports/inspect-import.ts';
import { readLmEval } from '../../src/exports/lm-eval-import.ts';
import { openRun } from '../../src/exports/open-run.ts';
import { blobOf, textOf } from '../../src/exports/pieces.ts';
import { sourceOf } from '../../src/exports/source.ts';
import { writeHtmlReport } from '../../src/exports/html-report.ts';
import { writeMarkdown } from '../../src/exports/markdown.ts';
import { zipOf } from '../../src/exports/zip-writing.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { parseSuite } from '../../src/suites/suite.ts';
import { kindOf } from '../../src/views/history/file-kind.ts';
import { answeredRun } from './answered-run.ts';
import { smallBundle, smallReport } from './small-run.ts';

const made = await answeredRun(12);
const small = await smallBundle();
const app = { version: '0.1.0', made: '2026-11-21T00:00:00.000Z' };
const sources = new Map([
  [made.run.id, sourceOf(made, summarize(made))],
  ['second', sourceOf({ ...small, run: { ...small.run, id: 'second' } }, smallReport)],
]);
const backup = await blobOf(
  zipOf(writeBackup([...sources.keys(), 'gone'], (id) => Promise.resolve(sources.get(id) ?? null), app)),
  'application/zip',
);

/** Every run of a backup, as read or as refused. */
async function restored(zip: Blob): Promise<readonly string[]> {
  const directory = await readDirectory(zip, backupLimits);
  if (!directory.ok) return [refusalText(directory)];
  const out: string[] = [];
  for await (const { path, read } of readBackup(zip, directory.value, parseSuite))
    out.push(`${path} ${read.ok ? 'is read' : refusalText(read)}`);
  return out;
}

/** The files of the backup, to be changed and zipped anew. */
async function filesOf(zip: Blob): Promise<Record<string, Uint8Array>> {
  const directory = await readDirectory(zip, backupLimits);
  if (!directory.ok) throw new Error(directory.message);
  const files: Record<string, Uint8Array> = {};
  for (const entry of directory.value) files[entry.path] = strToU8(await textOf(unpacked(zip, entry)));
  return files;
}
const zipped = (files: Record<string, Uint8Array>) => new Blob([zipSync(files) as Uint8Array<ArrayBuffer>]);

describe('writeBackup and readBackup', () => {
  test('all runs: come back whole, a run that is gone is left out', async () => {
    const directory = await readDirectory(backup, backupLimits);
    if (!directory.ok) throw new Error(directory.message);
    expect(directory.value.filter(({ path }) => path.startsWith('suites/')).length).toBe(3);
    const bundles = [];
    for await (const { read } of readBackup(backup, directory.value, parseSuite))
      bundles.push(read.ok ? read.value : read);
    expect(bundles).toEqual([made, { ...small, run: { ...small.run, id: 'second' } }]);
  });

  test('one damaged run: is refused by name and line, and the others are read', async () => {
    const files = await filesOf(backup);
    const text = new TextDecoder().decode(files['runs/second.jsonl']);
    files['runs/second.jsonl'] = strToU8(text.replace('"outcome":"answered"', '"outcome":"applauded"'));
    const found = await restored(zipped(files));
    expect(found[0]).toMatch(/ is read$/);
    expect(found[1]).toMatch(/^runs\/second\.jsonl runs\/second\.jsonl line 2 trial\.outcome: is "applauded"/);
  });

  test('a run with its last lines cut off, or a trial taken out: is refused', async () => {
    const files = await filesOf(backup);
    const lines = new TextDecoder().decode(files['runs/second.jsonl']).trimEnd().split('\n');
    const withLines = (kept: readonly string[]) =>
      restored(zipped({ ...files, 'runs/second.jsonl': strToU8(kept.join('\n')) }));
    expect((await withLines(lines.slice(0, -1)))[1]).toMatch(/breaks off: its last line is missing/);
    expect((await withLines(lines.toSpliced(2, 1)))[1]).toMatch(/trials with another hash/);
    expect((await withLines([...lines, lines[1] ?? '']))[1]).toMatch(/stands after the end/);
  });
});

describe('every door', () => {
  const appVersion = '0.1.0';
  const doors: Readonly<Record<string, (file: Blob) => Promise<Parsed<unknown>>>> = {
    run: (file) => openRun(file, parseSuite),
    'lm-eval samples': (file) => readLmEval([{ name: 's', file }], null, [], { appVersion, seen: app.made }),
    'lm-eval results': (file) => readLmEval([], file, [], { appVersion, seen: app.made }),
    'inspect json': (file) => readInspectJson(file, [], appVersion),
    'inspect eval': (file) =>
      readDirectory(file, backupLimits).then((read) =>
        read.ok ? readInspectEval(file, read.value, [], appVersion) : read,
      ),
    kind: kindOf,
  };
  const outcome = async (door: string, content: BlobPart) => {
    const read = await doors[door]?.(new Blob([content]));
    return read === undefined ? '' : read.ok ? 'is read' : refusalText(read);
  };

  test.each(Object.keys(doors))('%s: any JSON, text or bytes are refused or read, never a throw', async (door) => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.json(), fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 200 })),
        async (content) => {
          expect(await outcome(door, content as BlobPart)).not.toBe('');
        },
      ),
      { seed: 52, numRuns: 200 },
    );
  });

  test.each(Object.keys(doors))(
    '%s: a key that reaches into every object is refused, and reaches nothing',
    async (door) => {
      const bait =
        '{"version":2,"format":"touchstone/run","doc_id":0,"results":{},"eval":{"__proto__":{"bitten":1}},"__proto__":{"bitten":1}}';
      const found = await outcome(door, bait);
      if (door !== 'kind') expect(found).toMatch(/not accepted|not a whole zip/);
      expect(({} as Record<string, unknown>)['bitten']).toBeUndefined();
    },
  );

  test.each(['run', 'lm-eval samples', 'inspect json', 'lm-eval results'])(
    '%s: brackets without end are refused by depth',
    async (door) => expect(await outcome(door, '['.repeat(1_000_000))).toMatch(/deep inside each other|line 1/),
  );

  test('a file of 2 GB: is refused by its size, unread', async () => {
    const reads: string[] = [];
    const huge = new Proxy(new Blob(['{"format":"touchstone/run"']), {
      get: (blob, key) => {
        if (key === 'size') return 2 ** 31;
        if (key === 'stream') reads.push('read');
        const value: unknown = Reflect.get(blob, key, blob);
        return typeof value === 'function' ? (value as (...given: unknown[]) => unknown).bind(blob) : value;
      },
    });
    const read = await openRun(huge, parseSuite);
    expect(read.ok ? 'read' : refusalText(read)).toMatch(/too large: 2,048 MiB/);
    expect(reads).toEqual([]);
  });
});

describe('texts from outside', () => {
  const source = sourceOf(small, smallReport);

  test('in the one-page report: are text, and nothing in the page can run', async () => {
    const page = await textOf(writeHtmlReport(source));
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/<img|<b>/);
    expect(page.match(/<script/g)).toEqual(['<script']);
    expect(page.match(/<\/script/g)).toEqual(['</script']);
  });

  test('the one-page report: comes back as the run it was made of', async () => {
    const read = await openRun(await blobOf(writeHtmlReport(source), 'text/html'), parseSuite);
    expect(read.ok && read.value.bundle).toEqual(small);
  });

  test.each([
    ['cut off', (page: string) => page.slice(0, page.length - 200), /breaks off within the run/],
    ['of another page', () => '<!doctype html><p>Hello', /carries no run/],
  ])('a one-page report %s: is refused', async (_, change, sentence) => {
    const read = await openRun(new Blob([change(await textOf(writeHtmlReport(source)))]), parseSuite);
    expect(read.ok ? 'read' : refusalText(read)).toMatch(sentence);
  });

  test('in Markdown: cannot become markup, links or cells', async () => {
    const text = await textOf(writeMarkdown(source));
    await expect(text).toMatchFileSnapshot('golden/report.md.txt');
    expect(text).not.toMatch(/(?<!\\)<[a-z]/);
  });

  test('the one-page report: draws how right it was for each step of how sure, and tells it in a table', async () => {
    const run = await answeredRun(60);
    const report = summarize(run);
    const steps = report.parts[0]?.calibrationCurve ?? [];
    expect(steps.length).toBeGreaterThan(0);
    const page = await textOf(writeHtmlReport(sourceOf(run, report)));
    const drawn = /<svg class="square"[\s\S]*?<\/svg>/.exec(page)?.[0] ?? '';
    expect(drawn.match(/<circle /g)).toHaveLength(steps.length);
    for (const { from, to, observed, n } of steps) {
      const [low, high, right] = [from, to, observed].map((share) => `${Math.round(share * 100)}%`);
      expect(drawn).toContain(`${low} to ${high} sure: right in ${right} of ${n}`);
      expect(page).toContain(`<th scope="row">${low} to ${high}</th>`);
    }
    // A dozen items have too few with a key.
    expect(await textOf(writeHtmlReport(source))).not.toContain('class="square"');
  });

  test('the one-page report: the golden file', async () => {
    await expect(await textOf(writeHtmlReport(source))).toMatchFileSnapshot('golden/report.html.txt');
  });
});
