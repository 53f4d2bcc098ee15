import type { Annotation } from './annotation.ts';
import type { EngineFacts } from './engine.ts';
import type { ModelFacts } from './model.ts';
import type { Exchange, Score, Setting } from './protocol.ts';
import type { Fault } from './reply.ts';
import type { Suite } from './suite.ts';

/** One suite's part of a plan. */
export interface PlanPart {
  readonly suite: { readonly id: string; readonly version: number; readonly hash: string };
  readonly protocol: { readonly id: string; readonly version: number };
  /** What is settled for the protocol; left out where nothing is. */
  readonly setting?: Setting;
  /** The items that will be asked, in order. */
  readonly itemIds: readonly string[];
  /** How many items a person chose by hand or by a filter, for these to be drawn from; left out where it was the whole suite. */
  readonly chosen?: number;
}

/** A system turn that stands before every conversation of a run. */
export interface Preamble {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** What was done to model or prompt, and how much of it: runs that differ in nothing but the dose make a dose-response curve. */
export interface Intervention {
  /** The same for all doses, e.g. `steering.layer-3`. */
  readonly id: string;
  readonly title: string;
  /** 0 where nothing was done. */
  readonly dose: number;
  /** What the dose counts, e.g. `peers`; may be empty. */
  readonly unit: string;
}

/** Everything that decides what will be asked, and nothing about who answers. */
export interface Plan {
  readonly parts: readonly PlanPart[];
  /** Decides which items are drawn where not all are asked, and every bootstrap. */
  readonly seed: number;
  /** Absent where nothing was done. */
  readonly intervention?: Intervention;
  /** Absent where nothing is said before the questions. */
  readonly preamble?: Preamble;
}

/** One asking of one item: evidence first, score second. Written once. */
export type Trial = {
  readonly suiteId: string;
  readonly itemId: string;
  readonly exchanges: readonly Exchange[];
} & (
  | { readonly outcome: 'answered'; readonly score: Score }
  | { readonly outcome: 'failed'; readonly fault: Fault; readonly message: string }
);

/** Which part of a plan a run carries out where several share it: the `index`th of `of`, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** An engine that stopped in the midst of a run, and a fresh one that went on. */
export interface Restart {
  readonly fault: Fault;
  /** Trials that were finished before. */
  readonly after: number;
}

/** One plan carried out. */
export interface Run {
  /** A random UUID. */
  readonly id: string;
  readonly plan: Plan;
  /** SHA-256 of the plan as canonical JSON, hex: the comparability key. */
  readonly planHash: string;
  /** Left out where the whole plan is carried out. */
  readonly shard?: Shard;
  readonly model: ModelFacts;
  readonly engine: EngineFacts;
  /** Of Touchstone. */
  readonly appVersion: string;
  /** The browser's own description of itself. */
  readonly userAgent: string;
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Null while it goes on or was broken off. */
  readonly ended: string | null;
  /** `stopped`: by the person, and can be taken up again. */
  readonly status: 'running' | 'finished' | 'stopped' | 'failed';
  /** Words of the failure; empty otherwise. */
  readonly failure: string;
  /** In the order in which they happened; left out where there was none. */
  readonly restarts?: readonly Restart[];
}

/** A run with all that belongs to it: complete enough to be read by a stranger. */
export interface RunBundle {
  readonly run: Run;
  /** The suites of the plan, whole. */
  readonly suites: readonly Suite[];
  /** In the order in which they ended. */
  readonly trials: readonly Trial[];
  /** Notes and corrections by hand, in the order in which they were made; left out where there are none. */
  readonly annotations?: readonly Annotation[];
}
