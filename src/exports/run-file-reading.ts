import * as v from 'valibot';
import type { Annotation } from '../domain/annotation.ts';
import { parsed, refusalOf, refused, type Complaint, type Parsed, type Refused } from '../domain/parsed.ts';
import type { Run, Trial } from '../domain/run.ts';
import type { Suite } from '../domain/suite.ts';
import { annotationsFault, headFault, TrialFaults, type BundleHead } from './bundle-fault.ts';
import { readJsonParts } from './json-parts.ts';
import { restSchema, runFileSchema } from './run-file-schema.ts';
import { written, type RunFile } from './run-file.ts';
import { trial } from './trial-schema.ts';

/** How much of a stranger's run file is read, and of one value in it: a suite of very many items is one. */
export const runFileLimits = { bytes: 2 ** 30, value: 2 ** 28, depth: 32 };

/** Some of a run file. `head` comes once and before all trials, `rest` or `refused` last. */
export type RunFilePart =
  | { readonly kind: 'head'; readonly run: Run; readonly suites: readonly Suite[] }
  | { readonly kind: 'trials'; readonly trials: readonly Trial[] }
  | ({ readonly kind: 'rest'; readonly annotations?: readonly Annotation[] } & Omit<RunFile, 'bundle'>)
  | { readonly kind: 'refused'; readonly refusal: Refused };

/** The door for every suite: reads one that a stranger wrote, or says where it is none. */
export type ParseSuite = (json: unknown) => Parsed<Suite>;

/** Hears how many bytes of how many are read. A file whose trials stand before its plan is read twice. */
export type OnRead = (bytes: number, of: number) => void;

/** What must be known before a trial can be held against it. */
const headKeys = [
  'format',
  'version',
  'app',
  'run',
  'planHash',
  'plan',
  'model',
  'engine',
  'report',
  'suites',
] as const;

const isListed = (key: string) => key === 'trials';

/**
 * Reads a run file part by part, and refuses what does not hold together: wrong types, a suite that is not the one of the plan,
 * trials of items that were not asked. Only some trials are in memory. The suites' door is given. The numbers in it are not
 * believed: compare them with a report computed anew (`reportDifferences`).
 */
export async function* readRunFileParts(
  file: Blob,
  parseSuite: ParseSuite,
  on: OnRead = () => undefined,
): AsyncGenerator<RunFilePart> {
  const members = new Map<string, unknown>();
  let head: Head | null = null;
  let faults: TrialFaults | null = null;
  /** Trials stand before what they are held against: they are read in a second turn. */
  let late = false;
  const listen = { isListed, on: (bytes: number) => on(bytes, (late ? 2 : 1) * file.size) };
  for await (const part of readJsonParts(file, runFileLimits, listen)) {
    if (!part.ok) return yield { kind: 'refused', refusal: part };
    if (part.value.kind === 'other') return yield { kind: 'refused', refusal: noRun() };
    if (part.value.kind === 'member') {
      members.set(part.value.key, part.value.value);
      const refusal = formatFault(members);
      if (refusal) return yield { kind: 'refused', refusal };
      continue;
    }
    if (late) continue;
    if (!head || !faults) {
      members.set('trials', []);
      late = !headKeys.every((key) => members.has(key));
      if (late) continue;
      const read = await takeHead(members, parseSuite);
      if (!read.ok) return yield { kind: 'refused', refusal: read };
      head = read.value;
      faults = new TrialFaults(head);
      yield { kind: 'head', run: head.run, suites: head.suites };
    }
    const trials = trialsPart(part.value, faults);
    yield trials;
    if (trials.kind === 'refused') return;
  }
  if (!head) {
    const read = members.has('format') ? await takeHead(members, parseSuite) : noRun();
    if (!read.ok) return yield { kind: 'refused', refusal: read };
    head = read.value;
    yield { kind: 'head', run: head.run, suites: head.suites };
  }
  if (late) {
    faults = new TrialFaults(head);
    const again = { isListed, on: (bytes: number) => on(file.size + bytes, 2 * file.size) };
    for await (const part of readJsonParts(file, runFileLimits, again)) {
      if (!part.ok) return yield { kind: 'refused', refusal: part };
      if (part.value.kind !== 'entries') continue;
      const trials = trialsPart(part.value, faults);
      yield trials;
      if (trials.kind === 'refused') return;
    }
  }
  yield takeRest(head, members);
}

/** Reads a run file whole. See `readRunFileParts`. */
export async function readRunFile(source: string | Blob, parseSuite: ParseSuite): Promise<Parsed<RunFile>> {
  const trials: Trial[] = [];
  let about: BundleHead | null = null;
  for await (const part of readRunFileParts(typeof source === 'string' ? new Blob([source]) : source, parseSuite)) {
    if (part.kind === 'refused') return part.refusal;
    if (part.kind === 'head') about = { run: part.run, suites: part.suites };
    else if (part.kind === 'trials') for (const trial of part.trials) trials.push(trial);
    else if (about) {
      const { kind: _, annotations, ...rest } = part;
      return parsed({ ...rest, bundle: { ...about, trials, ...(annotations && { annotations }) } });
    }
  }
  return refused('', 'The file breaks off');
}

/** All of a run file but its trials, as far as it stands before them. */
interface Head extends BundleHead {
  readonly version: 1 | 2;
  readonly report: Pick<RunFile, 'estimates' | 'parts'>;
  readonly annotations?: readonly Annotation[];
  readonly trialsHash?: string;
}

function noRun(): Refused {
  return refused('format', 'This is not a Touchstone run: it should be an object whose format is "touchstone/run"');
}

/** What says at once that the rest is not worth reading. */
function formatFault(members: ReadonlyMap<string, unknown>): Refused | undefined {
  if (!members.has('format')) return undefined;
  if (members.get('format') !== 'touchstone/run') return noRun();
  const version = members.get('version');
  if (typeof version !== 'number' || !Number.isInteger(version) || version <= written) return undefined;
  return refused(
    'version',
    `This run needs a newer Touchstone: it is written in version ${version}, and this one reads versions 1 and 2`,
  );
}

/** Reads what has come, and takes it out: what is left afterwards came later. */
async function takeHead(members: Map<string, unknown>, parseSuite: ParseSuite): Promise<Parsed<Head>> {
  const form = v.safeParse(runFileSchema, Object.fromEntries(members), { abortEarly: true, abortPipeEarly: true });
  members.clear();
  if (!form.success) return refusalOf(form.issues[0]);
  const { app, run, plan, planHash, model, engine, report, annotations, trialsHash, version } = form.output;
  const suites: Suite[] = [];
  for (const [index, json] of form.output.suites.entries()) {
    const suite = parseSuite(json);
    if (!suite.ok)
      return refused([`suites[${index}]`, suite.place].filter((place) => place !== '').join('.'), suite.message);
    suites.push(suite.value);
  }
  const about = { run: { ...run, plan, planHash, model, engine, appVersion: app.version }, suites };
  const fault = await headFault(about);
  if (fault) return fault;
  return parsed({
    ...about,
    version,
    report,
    ...(annotations && { annotations }),
    ...(trialsHash !== undefined && { trialsHash }),
  });
}

/** Some trials, or the first fault in them. */
function trialsPart(
  { from, values }: { readonly from: number; readonly values: readonly unknown[] },
  faults: TrialFaults,
): RunFilePart {
  const trials: Trial[] = [];
  for (const [step, value] of values.entries()) {
    const index = from + step;
    const read = v.safeParse(trial, value, { abortEarly: true, abortPipeEarly: true });
    const refusal = read.success ? faults.of(read.output, index) : trialRefusal(read.issues[0], index);
    if (refusal) return { kind: 'refused', refusal };
    if (read.success) trials.push(read.output);
  }
  return { kind: 'trials', trials };
}

function trialRefusal(complaint: Complaint, index: number): Refused {
  return refusalOf({ ...complaint, path: [{ key: 'trials' }, { key: index }, ...(complaint.path ?? [])] });
}

/** What came after the trials, with what of its kind came before. */
function takeRest(head: Head, members: ReadonlyMap<string, unknown>): RunFilePart {
  const form = v.safeParse(restSchema, Object.fromEntries(members), { abortEarly: true, abortPipeEarly: true });
  if (!form.success) return { kind: 'refused', refusal: refusalOf(form.issues[0]) };
  const { annotations = head.annotations, trialsHash = head.trialsHash ?? null } = form.output;
  if (head.version === written && trialsHash === null)
    return { kind: 'refused', refusal: refused('trialsHash', 'is missing') };
  const refusal = annotations && annotationsFault({ run: head.run, annotations });
  if (refusal) return { kind: 'refused', refusal };
  return { kind: 'rest', ...head.report, trialsHash, ...(annotations && { annotations }) };
}
