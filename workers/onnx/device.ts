import type { DeviceChoice } from '../../src/domain/engine.ts';
import { done, failed, type Reply } from '../../src/domain/reply.ts';
import { unfitForGpu } from './choice.ts';
import type { Config } from './config.ts';
import { faultOf } from './fault.ts';
import { openGpu } from './gpu.ts';
import type { Adapter, Machine, Ort } from './machine.ts';
import { secondsFor, testAlone } from './self-test.ts';
import { openSession, type Session } from './session.ts';
import { sizeOf, type Weights } from './weights.ts';

/** A session on the device that was chosen, and what is known of it. */
export interface Placed {
  readonly session: Session;
  /** As the session has them. */
  readonly weights: Weights;
  readonly detail: string;
  readonly selfTest: string;
  /** See EngineFacts. */
  readonly maxDifference: number | null;
  /** See Model. */
  readonly alone: boolean;
}

/** What there is to place. */
export interface Placing {
  readonly ort: Ort;
  readonly machine: Machine;
  readonly weights: Weights;
  readonly config: Config;
  readonly dtype: string;
  /** `model_type` of config.json. */
  readonly modelType: string;
  /** A few tokens to test with. */
  readonly row: readonly number[];
  /** Called after each step: a slow device shows that it is alive. */
  sign(): void;
}

/** Above this the graphics card is taken to be faster without a race. Bytes. */
const raced = 100e6;

/**
 * Opens the model where it was asked for. `auto` takes WebGPU where there is a real adapter, its numbers agree with wasm
 * and it is not slower; else wasm, and the self-test says why. `remark` is said before all else.
 */
export async function place(what: Placing, choice: DeviceChoice, remark = ''): Promise<Reply<Placed>> {
  if (choice === 'wasm') return openWasm(what, remark);
  const adapter = await what.machine.adapter();
  if (choice === 'webgpu') {
    if (!adapter) return failed('unsupported', 'Open on WebGPU: this browser offers no adapter');
    const unfit = unfitForGpu(what.dtype, adapter, what.modelType);
    return unfit === null ? openGpu(what, adapter, remark) : failed('unsupported', `Open on WebGPU: ${unfit}`);
  }
  const aside = asideFor(what, adapter);
  if (!adapter || aside !== null) return openWasm(what, `${remark}${aside ?? ''} `);
  const gpu = await openGpu(what, adapter, remark);
  if (!gpu.ok) {
    return gpu.fault === 'cancelled' ? gpu : openWasm(what, `${remark}WebGPU left aside: ${gpu.message}. `);
  }
  return sizeOf(what.weights) > raced ? gpu : faster(what, gpu.value);
}

/** Why `auto` does not try WebGPU; null where it does. */
function asideFor({ dtype, modelType }: Placing, adapter: Adapter | null): string | null {
  if (!adapter) return 'No WebGPU adapter.';
  if (adapter.software) return `WebGPU left aside: ${adapter.description} is software.`;
  const unfit = unfitForGpu(dtype, adapter, modelType);
  return unfit === null ? null : `WebGPU left aside: ${unfit}.`;
}

/** On wasm, with the remark that brought it here. */
async function openWasm(what: Placing, remark: string): Promise<Reply<Placed>> {
  let session: Session;
  let { weights } = what;
  try {
    weights = (await weights.drawn({ ...weights.form, sharedPast: true })) ?? weights;
    session = await openSession(what.ort, weights, 'wasm', what.config);
  } catch (error) {
    return faultOf(error, 'Open on wasm', 'bad-model');
  }
  what.sign();
  const tested = await testAlone(session, what);
  if (!tested.ok) {
    await session.release();
    return tested;
  }
  const { threads } = what.machine;
  return done({
    alone: tested.value.alone,
    session,
    weights,
    detail: threads === 1 ? '1 thread' : `${threads} threads`,
    selfTest: remark + tested.value.words,
    maxDifference: null,
  });
}

/** Tiny models spend more time on the way to the graphics card than there. */
async function faster(what: Placing, gpu: Placed): Promise<Reply<Placed>> {
  const length = Math.min(256, what.config.contextLength);
  try {
    const wasm = await openWasm(what, '');
    if (!wasm.ok) return done(gpu);
    const there = await secondsFor(gpu.session, what, length);
    const here = await secondsFor(wasm.value.session, what, length);
    const race = `A batch takes ${there.toFixed(3)} s on WebGPU, ${here.toFixed(3)} s in wasm.`;
    const [kept, left] = there <= here ? [gpu, wasm.value] : [wasm.value, gpu];
    await left.session.release();
    return done({ ...kept, maxDifference: gpu.maxDifference, selfTest: `${gpu.selfTest} ${race}` });
  } catch (error) {
    return faultOf(error, 'Compare speed');
  }
}
