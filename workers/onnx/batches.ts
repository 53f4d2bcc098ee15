import type { Model } from './model.ts';

/** Padded tokens in one run: enough to keep the threads busy, few enough to stop soon and to fit in the caches. */
export const batchTokens = 1024;
/** Floats in one output. */
const numbers = 2 ** 24;
/** Bytes of what is remembered, once for each row beside another. */
const mostRepeated = 64 * 2 ** 20;

/** The share of a run that may be padding, and the tokens of it that are always allowed: a run of its own costs more. */
const [padding, slack] = [0.04, 16];

/** A row to run; `asked` are the places where scores are read. */
interface Row {
  readonly ids: readonly number[];
  readonly asked?: readonly unknown[];
}

/**
 * Rows of like length together, the longest first, as many as one run should take; one by one where they must be alone, or
 * where what is remembered of `past` tokens before them cannot be shared.
 */
export function batchesOf<R extends Row>(model: Model, rows: readonly R[], past = 0): R[][] {
  const width = model.config.vocabSize ?? 1;
  const placesOf = (row: Row) => row.asked?.length ?? 0;
  const batches: R[][] = [];
  let batch: R[] = [];
  for (const row of rows.toSorted((a, b) => b.ids.length - a.ids.length)) {
    const longest = (batch[0] ?? row).ids.length;
    const padded = longest * (batch.length + 1);
    const scored = model.session.narrowed ? batch.reduce((sum, each) => sum + placesOf(each), placesOf(row)) : padded;
    const real = batch.reduce((sum, each) => sum + each.ids.length, row.ids.length);
    const hollow = padded - real > real * padding + slack;
    const repeated = past === 0 ? 0 : (past + longest) * (batch.length + 1) * model.session.bytesPerToken;
    const full = padded > batchTokens || scored * width > numbers || repeated > mostRepeated || hollow;
    if (batch.length > 0 && (full || !model.alone || (past > 0 && !model.session.sharesPast))) {
      batches.push(batch);
      batch = [];
    }
    batch.push(row);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
