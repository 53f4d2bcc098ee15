import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { refusalText } from '../src/domain/parsed.ts';
import { mergeRuns, type Part } from '../src/exports/merge.ts';
import { runFileBlob } from '../src/exports/run-file.ts';
import { summarize } from '../src/statistics/summarize.ts';
import { estimateLine } from './drive.ts';
import { wrongInput } from './exit-codes.ts';
import { readRunFileAt } from './run-files.ts';

/** `merge a.json b.json … --out run.json`: one run of shards of one plan, and its report. Gives the exit code: 0, or 2 where they do not fit. */
export async function merge(argv: readonly string[]): Promise<number> {
  const wrong = (message: string) => {
    process.stderr.write(`evaluate: merge: ${message.replaceAll('\n', ' ')}\n`);
    return wrongInput;
  };
  let read: { readonly values: { readonly out?: string }; readonly positionals: readonly string[] };
  try {
    read = parseArgs({ args: [...argv], allowPositionals: true, options: { out: { type: 'string' } } });
  } catch (error) {
    return wrong(error instanceof Error ? (error.message.split(/\.\s/)[0] ?? '') : String(error));
  }
  const { out } = read.values;
  if (out === undefined) return wrong('--out is missing: where does the merged run go?');
  if (!existsSync(resolve(out, '..'))) return wrong(`--out: the folder of "${out}" does not exist`);
  const parts: Part[] = [];
  for (const name of read.positionals) {
    const file = await readRunFileAt(name);
    if (!file.ok) return wrong(`${name}: ${refusalText(file)}`);
    parts.push({ name, bundle: file.value.bundle });
  }
  const merged = await mergeRuns(parts);
  if (!merged.ok) return wrong(refusalText(merged));
  const report = summarize(merged.value);
  for (const part of report.parts)
    for (const estimate of part.estimates) process.stdout.write(`${estimateLine(estimate)}\n`);
  writeFileSync(out, Buffer.from(await (await runFileBlob(merged.value, report)).arrayBuffer()));
  return 0;
}
