import type { Parsed } from '../../domain/parsed.ts';
import type { Run } from '../../domain/run.ts';
import type { Merging, PartHead } from '../../exports/merge.ts';
import { readAnnotations } from '../../store/annotations.ts';
import { receiveRun } from '../../store/incoming-run.ts';
import { completeOutlines, outlineBlocks } from '../../store/outlines.ts';
import { trialsAt } from '../../store/runs.ts';

/** Trials that are copied at once. */
const atOnce = 256;

/** A kept run as a part to be merged, without the evidence of its trials. */
export async function keptPart(name: string, run: Run): Promise<PartHead> {
  await completeOutlines(run.id);
  const blocks = await outlineBlocks(run.id);
  const asked = blocks.flatMap(({ suiteIds, itemIds }) =>
    itemIds.map((itemId, place) => ({ suiteId: suiteIds[place] ?? '', itemId })),
  );
  return { name, run, asked, annotations: await readAnnotations(run.id) };
}

/**
 * Keeps the run that kept parts make, trial by trial out of the store; the parts stay as they are. Given up or failed, nothing of it is
 * kept. Throws an Error for a person, and the signal's reason.
 */
export async function keepMerged(
  { run, order, annotations }: Merging,
  parts: readonly PartHead[],
  signal: AbortSignal,
): Promise<Parsed<'saved' | 'already there'>> {
  const received = await receiveRun(run);
  if (!received.ok) return received;
  const incoming = received.value;
  try {
    for (let from = 0; from < order.length; from += atOnce) {
      signal.throwIfAborted();
      const places = order.slice(from, from + atOnce);
      const trials = await trialsAt(places.map(({ part, index }) => [parts[part]?.run.id ?? '', index] as const));
      if (trials.length !== places.length) throw new Error('Putting the parts together: one was deleted meanwhile.');
      const refusal = await incoming.add(trials);
      if (refusal) return refusal;
    }
    const suites = run.plan.parts.map(({ suite }) => ({ hash: suite.hash, suite: null }));
    // What was said of a part stays with the part, and a name is given once.
    const own = annotations.map((one) => ({ ...one, id: `${one.id} in ${run.id}` }));
    return await incoming.finish(suites, own);
  } finally {
    await incoming.discard();
  }
}
