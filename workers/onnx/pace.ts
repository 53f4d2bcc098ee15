import type { Session } from './session.ts';

/**
 * How long runs take: `perRun + perToken × tokens`, in seconds, as measured on a device with a model. A run is one that comes
 * after a beginning, and is remembered with it.
 */
export interface Pace {
  readonly perRun: number;
  readonly perToken: number;
}

/** Tokens that a run costs at least, and costs where nothing was measured. */
const least = 8;
export const unmeasured: Pace = { perRun: least, perToken: 1 };

/** Tokens in a row of the measurement, and rows in its larger batch. */
const [length, rows] = [64, 6];
/** Tokens in the beginning. */
const before = 256;
/** Where one row takes longer than this, what a run costs beside its tokens is nothing to it. Seconds. */
const slow = 0.1;

/** The quickest of three goes at each of several things, taken in turns so that a busy moment hits all alike. */
async function secondsOf(works: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const best = works.map(() => Infinity);
  for (let round = 0; round < 3; round++)
    for (const [place, work] of works.entries()) {
      const start = performance.now();
      await work();
      best[place] = Math.min(best[place] as number, (performance.now() - start) / 1000);
    }
  return best;
}

/**
 * Measures what a run and what each token costs, from one row, a batch of them, and a row after a beginning; `seed` is any
 * row. Null for a model that remembers nothing: there is nothing to choose. Null too where the measurement breaks: what is
 * asked next will say why.
 */
export async function measurePace(
  session: Session,
  seed: readonly number[],
  contextLength: number,
): Promise<Pace | null> {
  try {
    return await measure(session, seed, contextLength);
  } catch {
    return null;
  }
}

async function measure(session: Session, seed: readonly number[], contextLength: number): Promise<Pace | null> {
  if (session.graph.logits === null || session.graph.past.length === 0 || seed.length === 0) return null;
  const row = seed.slice(0, length);
  const asked = (at: number) => ({ row: at, position: row.length - 1, tokens: [row[0] as number] });
  const alone = () => session.weigh([row], [asked(0)]);
  const [first = 0] = await secondsOf([alone]);
  if (first > slow) return { perRun: (least * first) / row.length, perToken: first / row.length };
  const all = Array.from({ length: rows }, () => row);
  const ends = all.map((_, at) => asked(at));
  const most = Math.max(1, Math.min(before, contextLength - row.length));
  const beginning = Array.from({ length: most }, (_, i) => seed[i % seed.length] as number);
  const { memory } = await session.extend(null, beginning, []);
  try {
    const [one = 0, many = 0, after = 0] = await secondsOf([
      alone,
      () => session.weigh(all, ends),
      async () => (await session.extend(memory, row, [asked(0)])).memory.dispose(),
    ]);
    const perToken = Math.max((many - one) / ((rows - 1) * row.length), one / row.length / 100);
    return { perRun: Math.max(least * perToken, after - perToken * row.length), perToken };
  } finally {
    memory.dispose();
  }
}

/** The measurement in words, for the record of a run. */
export function paceWords({ perRun, perToken }: Pace): string {
  const ms = (seconds: number) => `${(seconds * 1000).toPrecision(2)} ms`;
  return `A run takes ${ms(perRun)} and ${ms(perToken)} a token.`;
}
