import { refusalText } from '../../domain/parsed.ts';
import { planMerging, type Merging, type PartHead } from '../../exports/merge.ts';
import { sharedRuns } from './shards.ts';

/** What can become of parts of shared runs that came together. */
export interface Joined<P> {
  /** Runs that are whole, with the parts that they are to be made of. */
  readonly wholes: readonly { readonly merging: Merging; readonly parts: readonly P[] }[];
  /** Parts of one plan that do not make a run, and why in a sentence. */
  readonly apart: readonly { readonly parts: readonly P[]; readonly why: string }[];
}

/** Finds what belongs together, each shared run by itself. A part that came alone is in neither list. */
export async function joinShards<P extends PartHead>(shards: readonly P[]): Promise<Joined<P>> {
  const wholes: { merging: Merging; parts: readonly P[] }[] = [];
  for (const { parts } of sharedRuns(shards)) {
    const merging = await planMerging(parts);
    if (merging.ok) wholes.push({ merging: merging.value, parts });
  }
  const left = shards.filter((part) => !wholes.some(({ parts }) => parts.includes(part)));
  const apart: { parts: readonly P[]; why: string }[] = [];
  for (const plan of new Set(left.map(({ run }) => run.planHash))) {
    const parts = left.filter(({ run }) => run.planHash === plan);
    const refusal = parts.length > 1 ? await planMerging(parts) : null;
    if (refusal && !refusal.ok) apart.push({ parts, why: sentenceOf(refusalText(refusal)) });
  }
  return { wholes, apart };
}

function sentenceOf(words: string): string {
  return words.endsWith('.') ? words : `${words}.`;
}
