import { oneAtATime } from '../one-at-a-time.ts';
import type { Ort } from './machine.ts';

/** Runs work when all that was handed over before has ended. */
export type Turns = ReturnType<typeof oneAtATime>;

const queues = new WeakMap<Ort, Turns>();

/**
 * The one queue of a copy of ONNX Runtime, whichever session or engine asks. Its sessions share what lies outside them: files
 * of weights are mounted by name in one table while a session is created, so that of two models whose files are both called
 * `model.onnx`, created at once, one silently gets the other's weights; and `run` puts its arrays on one wasm stack, which it
 * sets back after it has waited (onnxruntime-web 1.30.0, wasm-core-impl.ts: `mountExternalData`, `stackRestore`).
 */
export function turnsOf(ort: Ort): Turns {
  const known = queues.get(ort);
  if (known) return known;
  const made = oneAtATime();
  queues.set(ort, made);
  return made;
}
