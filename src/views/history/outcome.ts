import type { Refused } from '../../domain/parsed.ts';
import type { Run } from '../../domain/run.ts';
import type { Check } from '../../exports/verification.ts';

/** What became of one file, or of several that belong together. */
export interface Outcome {
  /** Of the file. */
  readonly name: string;
  /** The run that is now kept; empty where it is of several or of none, null where the file was refused. */
  readonly runId: string | null;
  readonly sentence: string;
  /** Where in the file something was wrong; empty where nothing was, or it is the whole. */
  readonly place: string;
  /** What checking the file found; empty where there was nothing to check. */
  readonly checks: readonly Check[];
}

/** Of a file that was not taken. */
export function refusedOutcome(name: string, { place, message }: Refused): Outcome {
  return { name, runId: null, sentence: message, place, checks: [] };
}

/** Of something that is told of several files, or of none. */
export function toldOutcome(name: string, sentence: string): Outcome {
  return { name, runId: '', sentence, place: '', checks: [] };
}

/** Of a run that is kept now, or was already. */
export function keptOutcome(
  name: string,
  { id, model, shard }: Run,
  saved: 'saved' | 'already there',
  checks: readonly Check[],
  how = 'is imported',
): Outcome {
  const what = `run of ${model.title}${shard ? `, part ${shard.index} of ${shard.of},` : ''}`;
  const sentence = saved === 'saved' ? `The ${what} ${how}.` : `This ${what} is already here.`;
  return { name, runId: id, sentence, place: '', checks };
}
