import type { Parsed } from '../domain/parsed.ts';
import { refused } from '../domain/parsed.ts';
import type { Suite } from '../domain/suite.ts';
import { dataBegins, dataEnds } from './html-report.ts';
import { readRunFile, runFileLimits, type RunFile } from './run-file.ts';

/** Reads a run from a run file, or out of a one-page report that carries one. The suites' door is given. */
export async function openRun(file: Blob, parseSuite: (json: unknown) => Parsed<Suite>): Promise<Parsed<RunFile>> {
  const head = (await file.slice(0, 64).text()).trimStart().toLowerCase();
  if (!head.startsWith('<!doctype html')) return readRunFile(file, parseSuite);
  if (file.size > runFileLimits.bytes)
    return refused('', `The page is too large: at most ${runFileLimits.bytes / 2 ** 20} MiB are read`);
  const text = await file.text();
  const begins = text.indexOf(`\n${dataBegins}\n`);
  if (begins === -1) return refused('', 'This page is no report of Touchstone: it carries no run');
  const from = begins + dataBegins.length + 2;
  const ends = text.indexOf(dataEnds, from);
  if (ends === -1) return refused('', 'The page breaks off within the run that it carries');
  return readRunFile(text.slice(from, ends), parseSuite);
}
