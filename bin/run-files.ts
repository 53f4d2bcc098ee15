import { openAsBlob, existsSync, statSync } from 'node:fs';
import { refused, type Parsed } from '../src/domain/parsed.ts';
import { openRun } from '../src/exports/open-run.ts';
import type { RunFile } from '../src/exports/run-file.ts';
import { parseSuite } from '../src/suites/suite.ts';

/** Reads a run file, or a one-page report that carries one, from the disk. */
export async function readRunFileAt(path: string): Promise<Parsed<RunFile>> {
  if (!existsSync(path) || !statSync(path).isFile()) return refused('', `"${path}" is no file`);
  return openRun(await openAsBlob(path), parseSuite);
}
