import { refusalText } from '../src/domain/parsed.ts';
import { isConsistent, verify as verifyRun } from '../src/exports/verification.ts';
import { protocols } from '../src/protocols/index.ts';
import { rereadTrial } from '../src/runs/reread.ts';
import { summarize } from '../src/statistics/summarize.ts';
import { wrongInput } from './exit-codes.ts';
import { readRunFileAt } from './run-files.ts';

/** `verify file.json`: says what was checked, one line each. Gives the exit code: 0 consistent, 1 not, 2 no readable run file. */
export async function verify(argv: readonly string[]): Promise<number> {
  const [path, ...rest] = argv;
  if (path === undefined || rest.length > 0) {
    process.stderr.write('evaluate: verify: takes one run file: npm run evaluate -- verify run.json\n');
    return wrongInput;
  }
  const read = await readRunFileAt(path);
  if (!read.ok) {
    process.stderr.write(`evaluate: ${path}: ${refusalText(read).replaceAll('\n', ' ')}\n`);
    return wrongInput;
  }
  const checks = await verifyRun(read.value, {
    scoreOf: (trial, bundle) => rereadTrial(trial, bundle, protocols),
    summarize,
  });
  for (const { name, holds, sentence, places } of checks) {
    const mark = holds === null ? 'unchecked' : holds ? 'holds' : 'BROKEN';
    const named = places.length === 0 ? '' : ` (${places.slice(0, 10).join(', ')}${places.length > 10 ? ' …' : ''})`;
    process.stdout.write(`${name} ${mark}: ${sentence}${named}\n`);
  }
  const consistent = isConsistent(checks);
  process.stdout.write(consistent ? 'consistent\n' : 'not consistent\n');
  return consistent ? 0 : 1;
}
