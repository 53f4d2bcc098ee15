import { done, failed, type Reply } from '../../src/domain/reply.ts';
import { faultOf } from './fault.ts';
import { dependsOnCompany } from './layout.ts';
import { normalize } from './log-softmax.ts';
import type { Memory, Session } from './session.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Tokens in the test prompt: enough to reach the kernels that long prompts take (WebGPU's flash attention begins at 32). */
const promptLength = 72;

/** What a test is made with. */
export interface Test {
  readonly row: readonly number[];
  /** Called after each step: a slow device shows that it is alive. */
  sign(): void;
}

/** The test prompt: a fixed sentence over and over. */
export function testRow(tokenizer: Tokenizer, contextLength: number): readonly number[] {
  const sentence = tokenizer.encodeWhole('The quick brown fox jumps over the lazy dog.');
  return repeat(sentence, Math.min(promptLength, contextLength));
}

function repeat(ids: readonly number[], times: number): readonly number[] {
  return Array.from({ length: times }, (_, i) => ids[i % ids.length] as number);
}

/** Log-probabilities of the next token (nats), or an encoder's mean vector at length 1: what a row comes out as. */
export async function readout(session: Session, rows: readonly (readonly number[])[]): Promise<Float64Array[]> {
  if (session.graph.logits !== null) return (await session.scores(rows)).map(logprobs);
  const slab = await session.hidden(rows);
  return rows.map((row, i) => {
    const mean = new Float64Array(slab.width);
    row.forEach((_, position) =>
      slab.at(i, position).forEach((value, at) => (mean[at] = (mean[at] as number) + value)),
    );
    const norm = Math.hypot(...mean);
    return mean.map((value) => value / norm);
  });
}

function logprobs(scores: Float32Array): Float64Array {
  const { logSum } = normalize(scores);
  return Float64Array.from(scores, (score) => score - logSum);
}

/** The largest difference over the `top` highest entries of `expected`; NaN counts as infinite. */
export function difference(expected: Float64Array, found: Float64Array, top = 10): number {
  const places = [...expected.keys()].sort((a, b) => (expected[b] as number) - (expected[a] as number)).slice(0, top);
  const gaps = places.map((i) => Math.abs((expected[i] as number) - (found[i] as number)));
  return gaps.every(Number.isFinite) ? Math.max(...gaps) : Infinity;
}

/** Finite, the same twice, and whether it is the same in company. */
export async function testAlone(
  session: Session,
  { row, dtype, sign }: Test & { readonly dtype: string },
): Promise<Reply<{ readonly alone: boolean; readonly words: string }>> {
  try {
    const [first] = await readout(session, [row]);
    sign();
    const [second] = await readout(session, [row]);
    sign();
    if (!first?.every((value) => !Number.isNaN(value)))
      return failed('inexact', `Test ${session.device}: the model gives no numbers`);
    const again = difference(first, second as Float64Array);
    if (again > 1e-5)
      return failed('inexact', `Test ${session.device}: the same prompt twice differs by ${again.toExponential(1)}`);
    const effect = dependsOnCompany(dtype) ? Infinity : await companyEffect(session, { row, sign });
    const alone = effect <= 1e-4;
    return done({
      alone,
      words: alone
        ? 'Repeatable; the same in a batch.'
        : 'Repeatable; run one whole prompt at a time, for a batch changes its numbers.',
    });
  } catch (error) {
    return faultOf(error, `Test ${session.device}`);
  }
}

/**
 * A decoder's readout after a row that it was given in pieces of 16 tokens: too few for the kernels that long prompts
 * take, so that it is a second opinion on them. Null for a model that remembers nothing.
 */
export async function inPieces(session: Session, row: readonly number[]): Promise<Float64Array | null> {
  if (session.graph.past.length === 0) return null;
  let memory: Memory | null = null;
  let scores: Float32Array | null = null;
  for (let start = 0; start < row.length; start += 16) {
    const next: Awaited<ReturnType<Session['next']>> = await session.next(memory, row.slice(start, start + 16));
    memory?.dispose();
    ({ scores, memory } = next);
  }
  memory?.dispose();
  return scores && logprobs(scores);
}

/** The largest difference that computing a short row beside a long one makes, and computing it in two parts. */
export async function companyEffect(session: Session, { row, sign }: Test): Promise<number> {
  const short = row.slice(0, Math.ceil(row.length / 2));
  const [alone] = await readout(session, [short]);
  sign();
  const [, beside] = await readout(session, [row, short]);
  sign();
  if (!alone || !beside) return Infinity;
  const besideGap = difference(alone, beside);
  if (session.graph.past.length === 0 || short.length < 2) return besideGap;

  const first = await session.next(null, short.slice(0, 1));
  const second = await session.next(first.memory, short.slice(1));
  const inParts = logprobs(second.scores);
  second.memory.dispose();
  const sharedGap = session.sharesPast ? await sharingEffect(session, first.memory, [row, short], alone) : 0;
  first.memory.dispose();
  return Math.max(besideGap, difference(alone, inParts), sharedGap);
}

/** The same for the second row when both follow the first token, which is remembered once. */
async function sharingEffect(
  session: Session,
  memory: Memory,
  rows: readonly (readonly number[])[],
  alone: Float64Array,
): Promise<number> {
  const tails = rows.map((row) => row.slice(1));
  const token = alone.indexOf(Math.max(...alone));
  const ends = tails.map(({ length }, row) => ({ row, position: length - 1, tokens: [token] }));
  const told = await session.after(memory, tails, ends);
  return Math.abs((told.at(-1)?.logprobs[0] ?? NaN) - (alone[token] as number));
}

/** Seconds that a small batch takes, once warm: the better of two. */
export async function secondsFor(session: Session, { row, sign }: Test, length: number): Promise<number> {
  const long = repeat(row, length);
  const times: number[] = [];
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    await readout(session, [long, long, long, long]);
    times.push((performance.now() - start) / 1000);
    sign();
  }
  return Math.min(...times.slice(1));
}
