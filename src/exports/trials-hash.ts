import { canonicalJson, sha256 } from '../domain/canonical.ts';
import type { Trial } from '../domain/run.ts';

/**
 * The hash of a run's trials as they come: SHA-256 of the lines, each ended by a newline, that are the SHA-256 of each trial's
 * canonical JSON, in the file's order. It shows an accident or a careless change; it is no signature, since whoever changes a
 * trial can compute it anew.
 */
export class TrialsHash {
  readonly #lines: string[] = [];

  async add(trials: readonly Trial[]): Promise<void> {
    this.#lines.push(...(await Promise.all(trials.map((trial) => sha256(canonicalJson(trial))))));
  }

  /** 64 lower-case hex digits. */
  end(): Promise<string> {
    return sha256(this.#lines.map((line) => `${line}\n`).join(''));
  }
}
