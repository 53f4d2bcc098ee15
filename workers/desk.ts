import type { DeviceChoice, Loaded, LoadProgress } from '../src/domain/engine.ts';
import type { ModelFiles } from '../src/domain/model.ts';
import type { Reply } from '../src/domain/reply.ts';
import type { AnswerOf, QuestionOf, Verb } from '../src/domain/verbs.ts';

/** A sign of life: progress while loading, the beginning of an answer while writing, or just that work goes on. */
export type Sign = LoadProgress | { readonly soFar: string; readonly call: number } | null;

/**
 * What a worker offers across the wall. Calls are worked off one after another; one that waits here begins without a way
 * through the wall between. `call` is a number that no other call has.
 */
export interface Desk {
  /**
   * Whom to tell that work goes on. The worker holds `lock` (Web Locks) from now on, so that whoever gets it next knows
   * that the worker is gone.
   */
  listen(heard: (sign: Sign) => void, lock: string): Promise<void>;
  load(call: number, files: ModelFiles, device: DeviceChoice, repeatable: boolean): Promise<Reply<Loaded>>;
  answer<V extends Verb>(
    call: number,
    verb: V,
    questions: readonly QuestionOf<V>[],
  ): Promise<readonly Reply<AnswerOf<V>>[]>;
  /** Asks a call to end early, with what it has. */
  stop(call: number): void;
}
