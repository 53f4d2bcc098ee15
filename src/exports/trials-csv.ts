import { itemKey } from '../domain/annotation.ts';
import type { Trial } from '../domain/run.ts';
import { askedTrials, correctionWords, type AskedTrial, type RunSource } from './source.ts';

/** A cell: text, a number, or nothing. */
type Cell = string | number | null | undefined;

/**
 * One row per trial, in the order in which they ended, as RFC 4180 in UTF-8 without a byte order mark. Options are
 * counted from 0, as in the suite. Numbers are written in full; a text that a spreadsheet would take for a formula
 * gets a leading apostrophe. The report gives the phrases' scores, which no trial has alone. Scores stand as measured;
 * what a person made of them stands beside.
 */
export async function* writeTrialsCsv(source: RunSource): AsyncGenerator<string> {
  const phrases = new Map<string, number>();
  for (const part of source.report.parts)
    for (const phrase of part.phrases) phrases.set(itemKey(part.suiteId, phrase.itemId), phrase.score);
  const items = source.suites.flatMap((suite) => suite.items);
  const tagKinds = [...new Set(items.flatMap((item) => Object.keys(item.tags)))].sort();
  const most = items.reduce((most, item) => Math.max(most, item.kind === 'choice' ? item.options.length : 0), 0);
  const options = Array.from({ length: most }, (_, option) => option);
  yield line([
    ...['suite', 'item', 'outcome', 'score', 'pick', 'key', 'pick_tags', 'margin', 'first_place', 'letter_mass'],
    ...options.map((option) => `probability_${option}`),
    ...options.map((option) => `logprob_${option}`),
    ...['phrase_score', 'reason', 'corrected_score', 'correction', 'notes'],
    ...tagKinds.map((kind) => `tag_${kind}`),
  ]);
  for await (const asked of askedTrials(source)) {
    const { trial, item, correction, notes } = asked;
    yield line([
      ...rowOf(asked, options),
      phrases.get(itemKey(trial.suiteId, trial.itemId)),
      reasonOf(trial),
      correction?.verdict.kind === 'scored' ? correction.verdict.value : null,
      correction && correctionWords(correction),
      notes.join('; '),
      ...tagKinds.map((kind) => (Object.hasOwn(item.tags, kind) ? item.tags[kind]?.join('; ') : null)),
    ]);
  }
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

function rowOf({ trial, item }: AskedTrial, options: readonly number[]): Cell[] {
  const score = trial.outcome === 'answered' ? trial.score : undefined;
  const reading = score === undefined || score.kind === 'unscored' ? undefined : score.reading;
  const choice = reading?.kind === 'choice' ? reading : undefined;
  const continuation = reading?.kind === 'continuation' ? reading : undefined;
  const pick = choice?.pick ?? continuation?.picks.sum;
  const option = item.kind === 'choice' && typeof pick === 'number' ? item.options[pick] : undefined;
  return [
    trial.suiteId,
    trial.itemId,
    score?.kind ?? 'failed',
    score?.kind === 'scored' ? score.value : null,
    pick,
    item.kind === 'choice' ? item.key : null,
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
