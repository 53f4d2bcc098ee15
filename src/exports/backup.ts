import * as v from 'valibot';
import { refusalOf, refused, parsed, type Parsed } from '../domain/parsed.ts';
import type { Annotation } from '../domain/annotation.ts';
import type { RunBundle, Trial } from '../domain/run.ts';
import type { Suite } from '../domain/suite.ts';
import type { ZipEntry } from '../domain/zip/entry.ts';
import { BrokenEntry, unpacked } from '../domain/zip/unpacked.ts';
import { bundleFault } from './bundle-fault.ts';
import { readJsonLines } from './json-lines.ts';
import { suiteJson } from './item-blocks.ts';
import { jsonLine } from './json-line.ts';
import { textFile, type OutFile } from './pieces.ts';
import { annotation, runHead } from './run-file-schema.ts';
import type { RunSource } from './source.ts';
import { trial } from './trial-schema.ts';
import { TrialsHash } from './trials-hash.ts';

/** How much of a backup is read: years of runs, and of one line what one item can be. */
export const backupLimits = { entries: 20_000, bytes: 2 ** 34, ratio: 600, ratioFrom: 2 ** 20 };
const lineLimits = { bytes: 2 ** 26, depth: 32 };

/**
 * Every kept run as files of one zip: `backup.json`; each suite once under its hash; each run as JSON Lines (its head, what was
 * said by hand, its trials, and the hash of the trials). Models are not in it. `open` reads a run; one that is gone by then is left out.
 */
export async function* writeBackup(
  runIds: readonly string[],
  open: (runId: string) => Promise<RunSource | null>,
  app: { readonly version: string; readonly made: string },
): AsyncGenerator<OutFile> {
  const head = {
    format: 'touchstone/backup',
    version: 1,
    app: { name: 'Touchstone', version: app.version },
    made: app.made,
  };
  yield textFile('backup.json', `${JSON.stringify({ ...head, runs: runIds.length }, null, 1)}\n`);
  const written = new Set<string>();
  for (const runId of runIds) {
    const source = await open(runId);
    if (!source) continue;
    for (const [place, { suite }] of source.run.plan.parts.entries()) {
      if (written.has(suite.hash)) continue;
      written.add(suite.hash);
      const head = source.suites[place];
      if (head) yield { path: `suites/${suite.hash}.json`, pieces: suiteJson(head, source.itemBlock) };
    }
    yield { path: `runs/${runId}.jsonl`, pieces: runLines(source) };
  }
}

async function* runLines({
  run: { plan, planHash, model, engine, appVersion, ...run },
  annotations,
  trials,
}: RunSource) {
  const app = { name: 'Touchstone', version: appVersion };
  yield `${jsonLine({ kind: 'head', app, run, planHash, plan, model, engine })}\n`;
  for (const one of annotations) yield `${jsonLine({ kind: 'annotation', annotation: one })}\n`;
  const hash = new TrialsHash();
  for await (const some of trials()) {
    yield some.map((one) => `${jsonLine({ kind: 'trial', trial: one })}\n`).join('');
    await hash.add(some);
  }
  yield `${jsonLine({ kind: 'end', trialsHash: await hash.end() })}\n`;
}

const headSchema = v.strictObject({ kind: v.literal('head'), ...runHead });
const lineSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('annotation'), annotation }),
  v.strictObject({ kind: v.literal('trial'), trial }),
  v.strictObject({ kind: v.literal('end'), trialsHash: v.string() }),
]);

/** One run of a backup: the run, or why it could not be read. The others are read all the same. */
export interface BackedUp {
  /** Within the zip. */
  readonly path: string;
  readonly read: Parsed<RunBundle>;
}

/** The runs of a backup one by one; only one is in memory. The zip's directory and the suites' door are given. */
export async function* readBackup(
  zip: Blob,
  entries: readonly ZipEntry[],
  parseSuite: (json: unknown) => Parsed<Suite>,
): AsyncGenerator<BackedUp> {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const suites = new Map<string, Parsed<Suite>>();
  const suiteOf = async (hash: string): Promise<Parsed<Suite>> => {
    const known = suites.get(hash);
    if (known) return known;
    const entry = byPath.get(`suites/${hash}.json`);
    const read = entry ? await onlyValue(zip, entry) : refused(`suites/${hash}.json`, 'is missing in the backup');
    const suite = read.ok ? parseSuite(read.value) : read;
    suites.set(hash, suite);
    return suite;
  };
  for (const entry of entries) {
    if (!/^runs\/[^/]+\.jsonl$/.test(entry.path)) continue;
    yield { path: entry.path, read: await whole(readRun(zip, entry, suiteOf)) };
  }
}

/** A damaged entry is a refusal like any other. */
async function whole<T>(reading: Promise<Parsed<T>>): Promise<Parsed<T>> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof BrokenEntry) return error.refusal;
    throw error;
  }
}

async function onlyValue(zip: Blob, entry: ZipEntry): Promise<Parsed<unknown>> {
  for await (const { value } of readJsonLines(unpacked(zip, entry), lineLimits)) return value;
  return refused(entry.path, 'is empty');
}

async function readRun(
  zip: Blob,
  entry: ZipEntry,
  suiteOf: (hash: string) => Promise<Parsed<Suite>>,
): Promise<Parsed<RunBundle>> {
  let head: v.InferOutput<typeof headSchema> | undefined;
  const annotations: Annotation[] = [];
  const trials: Trial[] = [];
  let ended = '';
  for await (const { line, value } of readJsonLines(unpacked(zip, entry), lineLimits)) {
    const place = `${entry.path} line ${line}`;
    if (!value.ok) return refused(`${entry.path} ${value.place}`, value.message);
    if (ended !== '') return refused(place, 'stands after the end of the run');
    if (!head) {
      const read = v.safeParse(headSchema, value.value, { abortEarly: true });
      if (!read.success) return within(place, refusalOf(read.issues[0]));
      head = read.output;
      continue;
    }
    const read = v.safeParse(lineSchema, value.value, { abortEarly: true, abortPipeEarly: true });
    if (!read.success) return within(place, refusalOf(read.issues[0]));
    if (read.output.kind === 'trial') trials.push(read.output.trial);
    else if (read.output.kind === 'annotation') annotations.push(read.output.annotation);
    else ended = read.output.trialsHash;
  }
  if (!head || ended === '') return refused(entry.path, 'breaks off: its last line is missing');
  const { kind: _, app, run, ...rest } = head;
  const suites: Suite[] = [];
  for (const { suite } of rest.plan.parts) {
    const read = await suiteOf(suite.hash);
    if (!read.ok) return within(`suites/${suite.hash}.json`, read);
    suites.push(read.value);
  }
  const hash = new TrialsHash();
  await hash.add(trials);
  if ((await hash.end()) !== ended)
    return refused(entry.path, 'has trials with another hash than it names: it was changed');
  const bundle: RunBundle = {
    run: { ...run, ...rest, appVersion: app.version },
    suites,
    trials,
    ...(annotations.length > 0 && { annotations }),
  };
  const fault = await bundleFault(bundle);
  return fault ? within(entry.path, fault) : parsed(bundle);
}

function within(place: string, { place: inner, message }: { readonly place: string; readonly message: string }) {
  return refused([place, inner].filter((part) => part !== '').join(' '), message);
}
