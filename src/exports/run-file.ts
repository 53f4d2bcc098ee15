import { readJson } from '../domain/json-text.ts';
import { parsed, refusalOf, refused, type Parsed } from '../domain/parsed.ts';
import type { Estimate, Report, ReportPart } from '../domain/report.ts';
import type { RunBundle } from '../domain/run.ts';
import type { Suite } from '../domain/suite.ts';
import * as v from 'valibot';
import { bundleFault } from './bundle-fault.ts';
import { runFileSchema } from './run-file-schema.ts';

/** An estimate as it stands in a run file. */
export interface FiledEstimate extends Estimate {
  /** Id of its suite. */
  readonly suite: string;
}

/** What a run file holds: the run, and the numbers that its writer computed from it. */
export interface RunFile {
  readonly bundle: RunBundle;
  readonly estimates: readonly FiledEstimate[];
  readonly parts: readonly Omit<ReportPart, 'estimates'>[];
}

/** How much of a stranger's run file is read. */
export const runFileLimits = { bytes: 256 * 2 ** 20, depth: 32 };

/** The run as one JSON file; its form is told in this folder's README. The same run and report always give the same bytes. */
export function writeRunFile(bundle: RunBundle, report: Report): Blob {
  const { plan, planHash, model, engine, appVersion, ...run } = bundle.run;
  const estimates = report.parts.flatMap((part) =>
    part.estimates.map((estimate): FiledEstimate => ({ suite: part.suiteId, ...estimate })),
  );
  const parts = report.parts.map(({ estimates: _, ...part }) => part);
  const head: Record<string, unknown> = {
    format: 'touchstone/run',
    version: 1,
    app: { name: 'Touchstone', version: appVersion },
    run,
    planHash,
    plan,
    model,
    engine,
  };
  return new Blob(
    [
      '{\n',
      ...Object.entries(head).map(([key, value]) => `${JSON.stringify(key)}: ${json(value)},\n`),
      ...[`"report": {\n"estimates": `, ...lines(estimates), `,\n"parts": `, ...lines(parts), '\n},\n'],
      ...['"suites": ', ...lines(bundle.suites), ',\n'],
      ...['"trials": ', ...lines(bundle.trials), '\n}\n'],
    ],
    { type: 'application/json' },
  );
}

/**
 * Reads a run file back, and refuses what does not hold together: wrong types, a suite that is not the one of the plan,
 * trials of items that were not asked. The suites' door is given. The numbers in it are not believed: compare them with
 * a report computed anew (`reportDifferences`).
 */
export async function readRunFile(
  source: string | Blob,
  parseSuite: (json: unknown) => Parsed<Suite>,
): Promise<Parsed<RunFile>> {
  const file = await readJson(source, runFileLimits);
  return file.ok ? parseRunFile(file.value, parseSuite) : file;
}

async function parseRunFile(file: unknown, parseSuite: (json: unknown) => Parsed<Suite>): Promise<Parsed<RunFile>> {
  const header = v.safeParse(v.looseObject({ format: v.unknown(), version: v.unknown() }), file);
  if (!header.success || header.output.format !== 'touchstone/run') {
    return refused('format', 'This is not a Touchstone run: it should be an object whose format is "touchstone/run"');
  }
  const { version } = header.output;
  if (typeof version === 'number' && Number.isInteger(version) && version > 1) {
    return refused(
      'version',
      `This run needs a newer Touchstone: it is written in version ${version}, and this one reads version 1`,
    );
  }
  const form = v.safeParse(runFileSchema, file, { abortEarly: true, abortPipeEarly: true });
  if (!form.success) return refusalOf(form.issues[0]);
  const { app, run, plan, planHash, model, engine, report, trials } = form.output;
  const suites: Suite[] = [];
  for (const [index, json] of form.output.suites.entries()) {
    const suite = parseSuite(json);
    if (!suite.ok)
      return refused([`suites[${index}]`, suite.place].filter((place) => place !== '').join('.'), suite.message);
    suites.push(suite.value);
  }
  const bundle = { run: { ...run, plan, planHash, model, engine, appVersion: app.version }, suites, trials };
  return (await bundleFault(bundle)) ?? parsed({ bundle, estimates: report.estimates, parts: report.parts });
}

/** One entry a line. */
function lines(values: readonly unknown[]): string[] {
  if (values.length === 0) return ['[]'];
  return ['[\n', ...values.map((value, index) => json(value) + (index === values.length - 1 ? '\n' : ',\n')), ']'];
}

/** JSON has no words for what is no finite number; a broken model's evidence may hold them, and they are written as texts. */
function json(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner,
  );
}
