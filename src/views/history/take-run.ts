import { parsed, type Parsed } from '../../domain/parsed.ts';
import type { Run } from '../../domain/run.ts';
import type { Suite } from '../../domain/suite.ts';
import { runWithin } from '../../exports/open-run.ts';
import { readRunFileParts, type OnRead } from '../../exports/run-file-reading.ts';
import { Verification, type Check } from '../../exports/verification.ts';
import { receiveRun, type IncomingRun } from '../../store/incoming-run.ts';
import { parseSuite } from '../../suites/suite.ts';
import { means } from '../parts/verifying.ts';

/** A run that came from a file. */
export interface TakenRun {
  readonly run: Run;
  readonly saved: 'saved' | 'already there';
  readonly checks: readonly Check[];
}

/** Who hears how far taking a file is, and whether it is given up. */
export interface Taking {
  readonly on: OnRead;
  /** All is read, and the numbers are computed anew. */
  readonly closing: () => void;
  readonly signal: AbortSignal;
}

/**
 * Keeps the run of a run file or of a one-page report, and checks it on the way: only some trials are in memory at once. Where it is
 * refused, given up or fails, nothing of it is kept. Throws an Error for a person, and the signal's reason.
 */
export async function takeRun(file: Blob, { on, closing, signal }: Taking): Promise<Parsed<TakenRun>> {
  const within = await runWithin(file);
  if (!within.ok) return within;
  let coming: { run: Run; suites: readonly Suite[]; incoming: IncomingRun; verification: Verification } | null = null;
  try {
    for await (const part of readRunFileParts(within.value, parseSuite, on)) {
      signal.throwIfAborted();
      if (part.kind === 'refused') return part.refusal;
      if (part.kind === 'head') {
        const received = await receiveRun(part.run);
        if (!received.ok) return received;
        const { run, suites } = part;
        coming = { run, suites, incoming: received.value, verification: new Verification(part, means, true) };
        continue;
      }
      if (!coming) continue;
      const { run, suites, incoming, verification } = coming;
      if (part.kind === 'trials') {
        const [refusal] = await Promise.all([incoming.add(part.trials), verification.add(part.trials)]);
        if (refusal) return refusal;
        continue;
      }
      closing();
      const checks = await verification.end(part);
      signal.throwIfAborted();
      // The reader has held each suite against its hash in the plan.
      const hashed = suites.map((suite, place) => ({ hash: run.plan.parts[place]?.suite.hash ?? '', suite }));
      const saved = await incoming.finish(hashed, part.annotations ?? []);
      return saved.ok ? parsed({ run, saved: saved.value, checks }) : saved;
    }
    throw new Error('the file came to no end');
  } finally {
    await coming?.incoming.discard();
  }
}
