import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { AnswerOf, QuestionOf } from '../../src/domain/verbs.ts';
import { breath } from '../breath.ts';
import { batchesOf } from './batches.ts';
import { faultOf } from './fault.ts';
import type { Model } from './model.ts';
import type { Slab } from './session.ts';

type Question = QuestionOf<'embed'>;
type Answer = AnswerOf<'embed'>;

/** One text as the model reads it; the mean is taken over positions from `start` on, the last alone for `last`. */
interface Row {
  readonly ids: readonly number[];
  readonly start: number;
}

/** Embeds each text at the session's layer, whatever layer it asks for; equal ones are computed once. */
export async function embed(
  model: Model,
  questions: readonly Question[],
  tick: () => void,
  signal: AbortSignal,
): Promise<readonly Reply<Answer>[]> {
  const rows = new Map(questions.map((question) => [keyOf(question), rowOf(model, question)]));
  const vectors = new Map<Row, readonly number[]>();
  const runs = batchesOf(
    model,
    [...rows.values()].flatMap((row) => (row.ok ? [row.value] : [])),
  );
  let broken: Reply<never> | null = null;
  for (const batch of runs) {
    if (signal.aborted) broken = failed('cancelled', 'Embed: given up');
    if (broken) break;
    try {
      const slab = await model.session.hidden(batch.map((row) => row.ids));
      batch.forEach((row, i) => vectors.set(row, meanOf(slab, i, row)));
    } catch (error) {
      broken = faultOf(error, 'Embed');
    }
    tick();
    await breath();
  }
  return questions.map((question) => {
    const row = rows.get(keyOf(question));
    if (!row?.ok) return row ?? failed('crashed', 'Embed: a text was not prepared');
    const vector = vectors.get(row.value);
    if (!vector) return broken ?? failed('crashed', 'Embed: a text was not computed');
    if (!vector.every(Number.isFinite)) return failed('inexact', 'Embed: the model gave no number');
    return done({ tokenIds: row.value.ids, vector });
  });
}

const keyOf = ({ text, pooling = 'mean' }: Question) => `${pooling} ${text}`;

/** An encoder averages over its special tokens too, as sentence-transformers does; a decoder over the text's own. */
function rowOf({ tokenizer, config, session }: Model, { text, pooling }: Question): Reply<Row> {
  const decoder = session.graph.logits !== null;
  const own = decoder ? tokenizer.encode(text) : tokenizer.encodeWhole(text);
  if (own.length === 0) return failed('bad-question', 'Embed: the text has no tokens');
  const opening = decoder ? tokenizer.opening : [];
  const ids = [...opening, ...own];
  if (ids.length > config.contextLength) {
    return failed('overflow', `Embed: ${ids.length} tokens, the model takes ${config.contextLength}`);
  }
  const stray = ids.find((id) => config.vocabSize !== null && id >= config.vocabSize);
  if (stray !== undefined)
    return failed('bad-model', `Embed: token ${stray} of ${config.vocabSize}: tokenizer and weights differ`);
  return done({ ids, start: pooling === 'last' ? ids.length - 1 : opening.length });
}

function meanOf(slab: Slab, at: number, { ids, start }: Row): number[] {
  const sums = new Float64Array(slab.width);
  for (let position = start; position < ids.length; position++) {
    const vector = slab.at(at, position);
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (vector[i] as number);
  }
  return Array.from(sums, (sum) => Number((sum / (ids.length - start)).toPrecision(7)));
}
