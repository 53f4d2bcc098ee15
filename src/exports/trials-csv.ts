import type { Report } from '../domain/report.ts';
import type { RunBundle, Trial } from '../domain/run.ts';
import type { Item } from '../domain/suite.ts';

/** A cell: text, a number, or nothing. */
type Cell = string | number | null | undefined;

/**
 * One row per trial, in the order in which they ended, as RFC 4180 in UTF-8 without a byte order mark. Options are
 * counted from 0, as in the suite. Numbers are written in full; a text that a spreadsheet would take for a formula
 * gets a leading apostrophe. The report gives the phrases' scores, which no trial has alone.
 */
export function writeTrialsCsv(bundle: RunBundle, report: Report): Blob {
  const items = new Map<string, Item>();
  for (const suite of bundle.suites) for (const item of suite.items) items.set(keyOf(suite.id, item.id), item);
  const phrases = new Map<string, number>();
  for (const part of report.parts)
    for (const phrase of part.phrases) phrases.set(keyOf(part.suiteId, phrase.itemId), phrase.score);

  const asked = bundle.trials.map((trial) => ({ trial, item: items.get(keyOf(trial.suiteId, trial.itemId)) }));
  const tagKinds = [...new Set(asked.flatMap(({ item }) => Object.keys(item?.tags ?? {})))].sort();
  const most = asked.reduce((most, { item }) => Math.max(most, item?.kind === 'choice' ? item.options.length : 0), 0);
  const options = Array.from({ length: most }, (_, option) => option);

  const heading = [
    ...['suite', 'item', 'outcome', 'score', 'pick', 'key', 'pick_tags', 'margin', 'first_place', 'letter_mass'],
    ...options.map((option) => `probability_${option}`),
    ...options.map((option) => `logprob_${option}`),
    ...['phrase_score', 'reason'],
    ...tagKinds.map((kind) => `tag_${kind}`),
  ];
  const rows = asked.map(({ trial, item }) => [
    ...rowOf(trial, item, options),
    phrases.get(keyOf(trial.suiteId, trial.itemId)),
    reasonOf(trial),
    ...tagKinds.map((kind) => item?.tags[kind]?.join('; ')),
  ]);
  return new Blob(
    [heading, ...rows].map((row) => row.map(cellText).join(',') + '\r\n'),
    { type: 'text/csv;charset=utf-8' },
  );
}

function rowOf(trial: Trial, item: Item | undefined, options: readonly number[]): Cell[] {
  const score = trial.outcome === 'answered' ? trial.score : undefined;
  const reading = score === undefined || score.kind === 'unscored' ? undefined : score.reading;
  const choice = reading?.kind === 'choice' ? reading : undefined;
  const continuation = reading?.kind === 'continuation' ? reading : undefined;
  const pick = choice?.pick ?? continuation?.picks.sum;
  const option = item?.kind === 'choice' && typeof pick === 'number' ? item.options[pick] : undefined;
  return [
    trial.suiteId,
    trial.itemId,
    score?.kind ?? 'failed',
    score?.kind === 'scored' ? score.value : null,
    pick,
    item?.kind === 'choice' ? item.key : null,
    option?.tags.join('; '),
    choice?.margin,
    choice?.firstPlace,
    choice?.letterMass,
    ...options.map((at) => choice?.probabilities[at]),
    ...options.map((at) => continuation?.sums[at]),
  ];
}

function reasonOf(trial: Trial): Cell {
  if (trial.outcome === 'failed') return `${trial.fault}: ${trial.message}`;
  return trial.score.kind === 'unscored' ? trial.score.reason : null;
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function keyOf(suiteId: string, itemId: string): string {
  return `${suiteId}\n${itemId}`;
}
