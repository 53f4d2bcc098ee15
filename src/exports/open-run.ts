import type { Parsed } from '../domain/parsed.ts';
import { inMiB } from '../domain/json-text.ts';
import { parsed, refused } from '../domain/parsed.ts';
import { dataBegins, dataEnds } from './html-report.ts';
import { bytesOf } from './pieces.ts';
import { readRunFile, runFileLimits, type ParseSuite } from './run-file-reading.ts';
import type { RunFile } from './run-file.ts';

/** Reads a run whole, from a run file or out of a one-page report that carries one. */
export async function openRun(file: Blob, parseSuite: ParseSuite): Promise<Parsed<RunFile>> {
  const within = await runWithin(file);
  return within.ok ? readRunFile(within.value, parseSuite) : within;
}

/** The run file itself, or the one that a one-page report carries; what lies around it is not kept in memory. */
export async function runWithin(file: Blob): Promise<Parsed<Blob>> {
  const head = (await file.slice(0, 64).text()).trimStart().toLowerCase();
  if (!head.startsWith('<!doctype html')) return parsed(file);
  if (file.size > runFileLimits.bytes)
    return refused('', `The page is too large: at most ${inMiB(runFileLimits.bytes)} are read`);
  const begins = await findBytes(file, `\n${dataBegins}\n`, 0);
  if (begins === -1) return refused('', 'This page is no report of Touchstone: it carries no run');
  const from = begins + dataBegins.length + 2;
  const ends = await findBytes(file, dataEnds, from);
  return ends === -1
    ? refused('', 'The page breaks off within the run that it carries')
    : parsed(file.slice(from, ends));
}

/** The offset of the first place from `from` on where these ASCII characters stand; -1 where they do not. */
async function findBytes(file: Blob, wanted: string, from: number): Promise<number> {
  // Each byte is one character, so that offsets are those of bytes whatever they mean.
  const decoder = new TextDecoder('latin1');
  let before = '';
  let begin = from;
  for await (const lump of bytesOf(file.slice(from))) {
    const text = before + decoder.decode(lump);
    const at = text.indexOf(wanted);
    if (at !== -1) return begin + at;
    before = text.slice(1 - wanted.length);
    begin += text.length - before.length;
  }
  return -1;
}
