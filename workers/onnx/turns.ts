import { oneAtATime } from '../one-at-a-time.ts';
import type { Ort } from './machine.ts';

/** Runs work when all that was handed over before has ended. */
export type Turns = ReturnType<typeof oneAtATime>;

const queues = new WeakMap<Ort, Turns>();

/**
 * The one queue of a copy of ONNX Runtime, whichever session or engine asks. Its sessions share one wasm stack: `run` puts
 * its arrays there, waits several times, and in the end sets the stack back to where it began, so that of two runs at once
 * one reads pointers that the other has written over, and gives wrong numbers without a word (onnxruntime-web 1.30.0,
 * wasm-core-impl.ts: `stackSave` and `stackRestore` around an `await`).
 */
export function turnsOf(ort: Ort): Turns {
  const known = queues.get(ort);
  if (known) return known;
  const made = oneAtATime();
  queues.set(ort, made);
  return made;
}
