import type { Estimate, Report, ReportPart } from '../domain/report.ts';
import type { RunBundle } from '../domain/run.ts';
import { suiteJson } from './item-blocks.ts';
import { jsonLine } from './json-line.ts';
import { blobOf } from './pieces.ts';
import { sourceOf, type RunSource } from './source.ts';
import { TrialsHash } from './trials-hash.ts';

/** An estimate as it stands in a run file. */
export interface FiledEstimate extends Estimate {
  /** Id of its suite. */
  readonly suite: string;
}

/** What a run file holds: the run, and the numbers that its writer computed from it. */
export interface RunFile {
  readonly bundle: RunBundle;
  readonly estimates: readonly FiledEstimate[];
  readonly parts: readonly Omit<ReportPart, 'estimates' | 'calibrationCurve'>[];
  /** As the file has it, unchecked (`verification.ts` does); null in version 1, which had none. */
  readonly trialsHash: string | null;
}

/** The version that is written. Versions 1 and 2 are read: 1 has neither `trialsHash` nor `annotations` nor shards. */
export const written = 2;

/** The run as one JSON file, piece by piece; its form is told in this folder's README. The same run and report always give the same bytes. */
export async function* writeRunFile(source: RunSource): AsyncGenerator<string> {
  const { plan, planHash, model, engine, appVersion, ...run } = source.run;
  const { report, annotations } = source;
  const estimates = report.parts.flatMap((part) =>
    part.estimates.map((estimate): FiledEstimate => ({ suite: part.suiteId, ...estimate })),
  );
  // The form of a published version never changes, and whoever reads the trials has the curve.
  const parts = report.parts.map(({ estimates: _, calibrationCurve: _curve, ...part }) => part);
  const head: Record<string, unknown> = {
    format: 'touchstone/run',
    version: written,
    app: { name: 'Touchstone', version: appVersion },
    run,
    planHash,
    plan,
    model,
    engine,
  };
  yield '{\n';
  for (const [key, value] of Object.entries(head)) yield `${JSON.stringify(key)}: ${jsonLine(value)},\n`;
  yield `"report": {\n"estimates": ${lines(estimates)},\n"parts": ${lines(parts)}\n},\n"suites": `;
  yield* suiteLines(source);
  yield ',\n';
  if (annotations.length > 0) yield `"annotations": ${lines(annotations)},\n`;
  yield '"trials": ';
  const hash = new TrialsHash();
  let none = true;
  for await (const trials of source.trials()) {
    if (trials.length === 0) continue;
    yield `${none ? '[' : ','}\n${trials.map(jsonLine).join(',\n')}`;
    none = false;
    await hash.add(trials);
  }
  yield `${none ? '[]' : '\n]'},\n"trialsHash": "${await hash.end()}"\n}\n`;
}

/** A run that is in memory as one run file. */
export function runFileBlob(bundle: RunBundle, report: Report): Promise<Blob> {
  return blobOf(writeRunFile(sourceOf(bundle, report)), 'application/json');
}

/** The suites as a list with one a line. */
async function* suiteLines({ suites, itemBlock }: RunSource): AsyncGenerator<string> {
  if (suites.length === 0) yield '[]';
  for (const [place, suite] of suites.entries()) {
    yield place === 0 ? '[\n' : ',\n';
    yield* suiteJson(suite, itemBlock);
  }
  if (suites.length > 0) yield '\n]';
}

/** A list with one entry a line. */
function lines(values: readonly unknown[]): string {
  return values.length === 0 ? '[]' : `[\n${values.map(jsonLine).join(',\n')}\n]`;
}
