import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../bin/build.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-evaluate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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

describe('npm run evaluate, shards', () => {
  const common = ['--suite', 'sycophancy', '--limit', '20', '--seed', '5', '--device', 'wasm'];
  const path = (name: string) => join(folder, name);
  const read = (name: string) => JSON.parse(readFileSync(path(name), 'utf8')) as File & { readonly planHash: string };

  beforeAll(async () => {
    expect(await evaluate(...common, '--repeatable', '--out', path('whole.json'))).toMatchObject({ code: 0 });
    for (const shard of ['1/2', '2/2'])
      expect(await evaluate(...common, '--shard', shard, '--out', path(`${shard[0]}.json`))).toMatchObject({ code: 0 });
  }, 600_000);

  test('two shards, merged: give the report of one repeatable run, to the last bit', async () => {
    expect(read('1.json').trials.length + read('2.json').trials.length).toBe(20);
    expect(await evaluate('merge', path('2.json'), path('1.json'), '--out', path('merged.json'))).toMatchObject({
      code: 0,
    });
    expect(read('merged.json').planHash).toBe(read('whole.json').planHash);
    expect(read('merged.json').report).toEqual(read('whole.json').report);
    const byItem = (name: string) => read(name).trials.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1));
    expect(byItem('merged.json')).toEqual(byItem('whole.json'));
  });

  test('one shard alone, or twice: is refused by name', async () => {
    const gap = await evaluate('merge', path('1.json'), path('whole.json'), '--out', path('no.json'));
    expect(gap).toMatchObject({ code: 2, err: expect.stringMatching(/they overlap/) });
    const twice = await evaluate('merge', path('1.json'), path('1.json'), '--out', path('no.json'));
    expect(twice).toMatchObject({ code: 2, err: expect.stringMatching(/is the same run as/) });
  });

  test('verify: 0 for what was written, 1 for what was changed, 2 for what is no run', async () => {
    expect(await evaluate('verify', path('merged.json'))).toMatchObject({
      code: 0,
      out: expect.stringMatching(/\nconsistent\n$/),
    });
    const text = readFileSync(path('merged.json'), 'utf8');
    writeFileSync(path('changed.json'), text.replace(/"firstPlace":0\.\d/, '"firstPlace":0.9'));
    expect(await evaluate('verify', path('changed.json'))).toMatchObject({
      code: 1,
      out: expect.stringMatching(/trials BROKEN: [\s\S]*scores BROKEN: .*\(syc-/),
    });
    writeFileSync(path('cut.json'), text.slice(0, 1000));
    expect(await evaluate('verify', path('cut.json'))).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/cut\.json: line \d+/),
    });
    expect(await evaluate('verify', path('nothing.json'))).toMatchObject({
      code: 2,
      err: expect.stringMatching(/is no file/),
    });
    expect(await evaluate('verify')).toMatchObject({ code: 2 });
  });

  test('verify and ask again: the same model gives the same answers, another is refused, and a changed answer shows', async () => {
    expect(await evaluate('verify', path('merged.json'), '--ask-again', '6')).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /asked-again holds: All of 6 items came out as recorded\. \d+ log-probabilities compared/,
      ),
    });
    expect(await evaluate('verify', path('merged.json'), '--ask-again', '3', '--model', 'flatterer')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/ask again: bad-model: ask again: the model here is [0-9a-f]{64}/),
    });
    const told = JSON.parse(readFileSync(path('merged.json'), 'utf8')) as {
      trials: { exchanges: { answers: { weighed: { logprob: number }[] }[] }[] }[];
    };
    for (const { exchanges } of told.trials)
      for (const { answers } of exchanges)
        for (const { weighed } of answers) for (const one of weighed) one.logprob -= 0.5;
    writeFileSync(path('moved.json'), JSON.stringify(told));
    expect(await evaluate('verify', path('moved.json'), '--ask-again', '4')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/asked-again BROKEN: .*largest difference 0\.50 nats/),
    });
    expect(await evaluate('verify', path('merged.json'), '--ask-again', 'some')).toMatchObject({ code: 2 });
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
