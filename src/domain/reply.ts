/**
 * Why an engine could not do what it was asked. A closed list: the sentence that a person reads for each is in
 * `views/faults.ts`.
 */
export type Fault =
  /** The model or engine lacks the verb. */
  | 'unsupported'
  /** Prompt and continuation do not fit in the model's context. */
  | 'overflow'
  /** The question itself is impossible (an empty continuation, say). */
  | 'bad-question'
  /** The model's files are missing, broken or of a kind that this engine does not know. */
  | 'bad-model'
  /** The network did not bring a file. */
  | 'unreachable'
  | 'out-of-memory'
  | 'device-lost'
  /** The self-test found the device's numbers wrong. */
  | 'inexact'
  /** No answer within the deadline. */
  | 'timeout'
  /** The worker died, or threw what it should not have. */
  | 'crashed'
  /** The person gave up. */
  | 'cancelled';

/** Success or failure as a value, so that it crosses the worker wall whole. */
export type Reply<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault; readonly message: string };

/** A success. */
export function done<T>(value: T): Reply<T> {
  return { ok: true, value };
}

/** A failure; `message` says what is, and what was wanted. */
export function failed(fault: Fault, message: string): Reply<never> {
  return { ok: false, fault, message };
}
