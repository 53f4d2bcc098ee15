import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../bin/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-evaluate-'));

/** Runs the command line as a person would. */
function evaluate(...line: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      join(root, 'node_modules/.bin/tsx'),
      [join(root, 'bin/evaluate.ts'), ...line],
      { cwd: root, maxBuffer: 2 ** 26 },
      (_error, out, err) => resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

interface File {
  readonly format: string;
  readonly version: number;
  readonly trials: readonly { itemId: string; exchanges: { questions: unknown[]; answers: unknown[] }[] }[];
  readonly report: { readonly estimates: readonly { id: string; value: number | null; n: number }[] };
  readonly run?: unknown;
}

describe('npm run evaluate', () => {
  const out = join(folder, 'run.json');
  let ran: Awaited<ReturnType<typeof evaluate>>;
  let file: File;

  beforeAll(async () => {
    ran = await evaluate('--out', out, '--device', 'wasm');
    file = JSON.parse(readFileSync(out, 'utf8')) as File;
  });

  test('without a model and suites named: runs candid on all three and exits 0', () => {
    expect(ran).toMatchObject({ code: 0 });
    for (const construct of ['moral.', 'sycophancy.', 'social.'])
      expect(ran.out.split('\n').some((line) => line.startsWith(construct))).toBe(true);
  });

  test('prints one line per estimate: id, value, interval, n', () => {
    const lines = ran.out.trimEnd().split('\n');
    for (const line of lines)
      expect(line).toMatch(/^[a-z][a-z0-9.-]+ (-?\d+\.\d{3}|none) \[(-?\d+\.\d{3}|none), (-?\d+\.\d{3}|none)\] \d+$/);
    expect(lines).toHaveLength(file.report.estimates.length);
  });

  test('writes a run file with the evidence of every trial', () => {
    expect(file).toMatchObject({ format: 'touchstone/run', version: 2 });
    expect(file.trials.length).toBeGreaterThan(400);
    expect(
      file.trials.every(({ exchanges }) =>
        exchanges.every(({ questions, answers }) => questions.length === answers.length),
      ),
    ).toBe(true);
  });

  test('gives the same numbers again on the same device', async () => {
    const again = await evaluate('--suite', 'sycophancy', '--limit', '12', '--device', 'wasm');
    const third = await evaluate('--suite', 'sycophancy', '--limit', '12', '--device', 'wasm');
    expect(again).toMatchObject({ code: 0 });
    expect(again.out).toBe(third.out);
  });

  test('takes a model from a folder', async () => {
    const named = await evaluate(
      '--model',
      join(root, 'models/reference/candid'),
      '--suite',
      'sycophancy',
      '--limit',
      '4',
    );
    expect(named).toMatchObject({ code: 0, out: expect.stringContaining('sycophancy.') });
  });

  test('takes a suite from a file', async () => {
    const own = JSON.parse(readFileSync(join(root, 'src/suites/sycophancy/suite.json'), 'utf8')) as {
      id: string;
      items: unknown[];
    };
    const path = join(folder, 'own.json');
    writeFileSync(path, JSON.stringify({ ...own, id: 'own-pairs', items: own.items.slice(0, 5) }));
    expect(await evaluate('--suite', path)).toMatchObject({ code: 0, out: expect.stringContaining('sycophancy.') });
  });
});

describe('npm run evaluate, wrong input: exits 2 with one clear line', () => {
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test.each([
    ['an unknown model', ['--model', 'nobody'], /--model: "nobody" is neither a folder nor one of/],
    ['an unknown suite', ['--suite', 'nothing'], /--suite: "nothing" is neither a file/],
    ['an unknown option', ['--bogus'], /--bogus/],
    ['a suite that is not JSON', ['--suite', write('broken.json', '{"format": ')], /broken\.json: .*line 1/],
    [
      'a suite of a newer version',
      ['--suite', write('newer.json', '{"format":"touchstone/suite","formatVersion":9}')],
      /newer Touchstone/,
    ],
    ['brackets without end', ['--suite', write('deep.json', '['.repeat(1e6))], /deep\.json: .*deep/i],
    ['a folder that holds no model', ['--model', folder, '--suite', 'sycophancy'], /config\.json/],
  ])('%s', async (_, line, words) => {
    const { code, out, err } = await evaluate(...line);
    const lines = err
      .trimEnd()
      .split('\n')
      .filter((one) => one.startsWith('evaluate: '));
    expect({ code, out, lines: lines.length }).toEqual({ code: 2, out: '', lines: 1 });
    expect(err).toMatch(words);
  });
});
