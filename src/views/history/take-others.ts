import type { Parsed } from '../../domain/parsed.ts';
import { refused } from '../../domain/parsed.ts';
import type { RunBundle } from '../../domain/run.ts';
import { readDirectory } from '../../domain/zip/directory.ts';
import { backupLimits, readBackup } from '../../exports/backup.ts';
import { saveBundle } from '../../store/runs.ts';
import { parseSuite } from '../../suites/suite.ts';
import { isoOf } from './iso-of.ts';
import { keptOutcome, refusedOutcome, toldOutcome, type Outcome } from './outcome.ts';

type Say = (outcome: Outcome) => void;

/** Keeps what lm-evaluation-harness wrote: samples files, and the results file of the same run where it is there. */
export async function takeLmEval(samples: readonly File[], results: readonly File[], say: Say): Promise<void> {
  const [about, ...more] = results;
  const [first] = samples;
  if (!first) {
    if (about)
      say(
        refusedOutcome(
          about.name,
          refused('', 'holds only averages. Choose it together with its samples files, which --log_samples writes'),
        ),
      );
    return;
  }
  const [{ readLmEval }, { candidates }] = await Promise.all([
    import('../../exports/lm-eval-import.ts'),
    import('./candidates.ts'),
  ]);
  const seen = isoOf(first.lastModified);
  const named = samples.map((file) => ({ name: file.name, file }));
  const only = more.length === 0 ? (about ?? null) : null;
  const read = await readLmEval(named, only, await candidates(), { appVersion: __APP_VERSION__, seen });
  await keepRead(samples.map(({ name }) => name).join(', '), read, say);
}

/** Keeps an Inspect log in JSON. */
export async function takeInspect(file: File, say: Say): Promise<void> {
  const [{ readInspectJson }, { candidates }] = await Promise.all([
    import('../../exports/inspect-import.ts'),
    import('./candidates.ts'),
  ]);
  await keepRead(file.name, await readInspectJson(file, await candidates(), __APP_VERSION__), say);
}

/** Keeps what is in a zip: every run of a backup, or an Inspect log. `restored` hears how many runs are, so far. */
export async function takeZip(
  file: File,
  say: Say,
  restored: (runs: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const directory = await readDirectory(file, backupLimits);
  if (!directory.ok) return say(refusedOutcome(file.name, directory));
  const has = (path: string) => directory.value.some((entry) => entry.path === path);
  if (has('header.json') || has('_journal/start.json')) {
    const [{ readInspectEval }, { candidates }] = await Promise.all([
      import('../../exports/inspect-import.ts'),
      import('./candidates.ts'),
    ]);
    const read = await readInspectEval(file, directory.value, await candidates(), __APP_VERSION__);
    return keepRead(file.name, read, say);
  }
  if (!has('backup.json')) {
    const why = 'This zip is neither a backup of Touchstone nor an Inspect log; unpack it and choose the files in it';
    return say(refusedOutcome(file.name, refused('', why)));
  }
  let [saved, there] = [0, 0];
  for await (const { path, read } of readBackup(file, directory.value, parseSuite)) {
    // Runs that are back stay; the one at hand does not come.
    if (signal.aborted) break;
    const kept = read.ok ? await saveBundle(read.value) : read;
    if (!kept.ok) say(refusedOutcome(`${file.name}, ${path}`, kept));
    else if (kept.value === 'saved') restored((saved += 1));
    else there += 1;
  }
  const sentence = `${saved} ${saved === 1 ? 'run is' : 'runs are'} restored${there > 0 ? `, and ${there} ${there === 1 ? 'was' : 'were'} already here` : ''}${signal.aborted ? '; then it was given up' : ''}.`;
  say(toldOutcome(file.name, sentence));
}

async function keepRead(name: string, read: Parsed<RunBundle>, say: Say): Promise<void> {
  if (!read.ok) return say(refusedOutcome(name, read));
  const saved = await saveBundle(read.value);
  say(saved.ok ? keptOutcome(name, read.value.run, saved.value, []) : refusedOutcome(name, saved));
}
