import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { root } from '../../bin/build.ts';

test('rows that cannot be taken are named on stderr, and without --skip-bad-rows nothing is run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'touchstone-rows-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'mine.csv');
  writeFileSync(file, 'question,A,B,answer\nQ,x,y,A\nR,x,y,Z\n');
  const ended = spawnSync(
    process.execPath,
    [join(root, 'node_modules/tsx/dist/cli.mjs'), 'bin/evaluate.ts', '--suite', file],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  expect(ended.status).toBe(2);
  expect(ended.stderr).toContain('mine.csv, line 3, answer: is "Z"');
  expect(ended.stderr).toContain('1 row cannot be taken; mend the file, or leave them out with --skip-bad-rows');
  expect(ended.stdout).toBe('');
});
