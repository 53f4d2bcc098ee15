import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { builtInModels, builtInSuiteIds, readArguments } from '../../bin/arguments.ts';

const folder = mkdtempSync(join(tmpdir(), 'touchstone-arguments-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const suiteFile = join(folder, 'mine.json');
writeFileSync(suiteFile, '{}');

describe('readArguments', () => {
  test('without arguments: candid on the three suites', () => {
    expect(readArguments([])).toEqual({
      ok: true,
      value: {
        model: { id: 'candid' },
        suites: [{ id: 'moral-direction' }, { id: 'sycophancy' }, { id: 'social-intelligence' }],
        device: 'auto',
        limit: null,
        seed: 1,
        protocolIds: {},
        setting: {},
        preamble: null,
        skipBadRows: false,
        repeatable: false,
        sweepLayers: false,
        shard: null,
        out: null,
      },
    });
  });

  test('takes a folder, a suite file twice named once, and numbers', () => {
    const line = ['--model', folder, '--suite', suiteFile, '--suite', suiteFile, '--suite', 'sycophancy'];
    expect(
      readArguments([
        ...line,
        '--limit',
        '7',
        '--seed',
        '3',
        '--device',
        'wasm',
        '--shard',
        '2/3',
        '--protocol',
        'sycophancy=likeliest-continuation',
        '--layer',
        '2',
        '--pooling',
        'last',
        '--repeatable',
        '--skip-bad-rows',
        '--preamble',
        'Be brief.',
        '--out',
        'run.json',
      ]),
    ).toMatchObject({
      ok: true,
      value: {
        model: { folder },
        suites: [{ file: suiteFile, text: '{}' }, { id: 'sycophancy' }],
        device: 'wasm',
        limit: 7,
        seed: 3,
        protocolIds: { sycophancy: 'likeliest-continuation' },
        setting: { layer: 2, pooling: 'last' },
        preamble: { id: 'own', title: 'Own words', text: 'Be brief.' },
        skipBadRows: true,
        repeatable: true,
        shard: { index: 2, of: 3 },
        out: 'run.json',
      },
    });
  });

  test.each([
    [['--sweep-layers', '--layer', '2'], '--sweep-layers', /leave one of the two out/],
    [['--model', 'nobody'], '--model', /"nobody" is neither a folder nor one of/],
    [['--model', suiteFile], '--model', /is a file/],
    [['--suite', 'nothing'], '--suite', /"nothing" is neither a file, a folder nor one of/],
    [['--device', 'abacus'], '--device', /"abacus", one of auto, wasm, webgpu/],
    [['--limit', '0'], '--limit', /at least 1/],
    [['--limit', '1e3'], '--limit', /whole number/],
    [['--seed', '-1'], '', /seed/],
    [['--seed', '1.5'], '--seed', /whole number/],
    [['--shard', '0/3'], '--shard', /"0\/3", i\/n with i from 1 to n/],
    [['--shard', '4/3'], '--shard', /from 1 to n/],
    [['--shard', 'half'], '--shard', /from 1 to n/],
    [['--protocol', 'likeliest-continuation'], '--protocol', /<suite>=<protocol>/],
    [['--layer', 'last'], '--layer', /whole number/],
    [['--pooling', 'max'], '--pooling', /one of mean, last/],
    [['--out', '/nowhere/at/all.json'], '--out', /does not exist/],
    [['--what'], '', /--what/],
    [['stray'], '', /stray/],
  ])('%j is refused by name', (line, place, message) => {
    const read = readArguments(line);
    expect(read).toMatchObject({ ok: false, place });
    if (!read.ok) expect(read.message).toMatch(message);
    if (!read.ok) expect(read.message).not.toContain('\n');
  });
});

test('builtInModels and builtInSuiteIds, each: names what is in the repository', () => {
  expect(builtInModels()).toEqual(expect.arrayContaining(['candid', 'flatterer', 'first-picker', 'coin']));
  expect(builtInSuiteIds()).toEqual(
    expect.arrayContaining(['calibration', 'moral-direction', 'social-intelligence', 'sycophancy']),
  );
});
