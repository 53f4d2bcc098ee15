import type { Suite } from './suite.ts';

/** What a suite that is written in the page may hold. */
export type WrittenKind = Exclude<Suite['items'][number]['kind'], 'tree'>;

/** A suite that a person is writing in the page. */
export interface Draft {
  /** A random UUID: the suite's own id may still change. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly changed: string;
  /** In a suite's form, and perhaps not yet a suite: texts may be empty, items missing. */
  readonly suite: Suite;
}
