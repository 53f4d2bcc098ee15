import type { DeviceChoice, Loaded, LoadProgress } from '../src/domain/engine.ts';
import type { ModelFiles } from '../src/domain/model.ts';
import type { Reply } from '../src/domain/reply.ts';
import type { AnswerOf, QuestionOf, Verb } from '../src/domain/verbs.ts';

/** What a worker offers across the wall. One call at a time; `stop` is for the one under way. */
export interface Desk {
  /**
   * Whom to tell that work goes on: with progress while loading, with null while answering. The worker holds `lock` (Web
   * Locks) from now on, so that whoever gets it next knows that the worker is gone.
   */
  listen(sign: (progress: LoadProgress | null) => void, lock: string): Promise<void>;
  load(files: ModelFiles, device: DeviceChoice): Promise<Reply<Loaded>>;
  answer<V extends Verb>(verb: V, questions: readonly QuestionOf<V>[]): Promise<readonly Reply<AnswerOf<V>>[]>;
  /** Asks the call under way to end early, with what it has. */
  stop(): void;
}
