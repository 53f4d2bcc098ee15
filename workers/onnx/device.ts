import type { DeviceChoice } from '../../src/domain/engine.ts';
import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { Config } from './config.ts';
import { faultOf } from './fault.ts';
import { dependsOnCompany } from './layout.ts';
import type { Adapter, Machine, Ort } from './machine.ts';
import { companyEffect, difference, readout, secondsFor } from './self-test.ts';
import { openSession, type Session } from './session.ts';
import type { Weights } from './weights.ts';

/** A session on the device that was chosen, and what is known of it. */
export interface Placed {
  readonly session: Session;
  readonly detail: string;
  readonly selfTest: string;
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
  /** A few tokens to test with. */
  readonly row: readonly number[];
}

/** Above this a second copy in wasm, only to compare with, would cost more than it tells. Bytes. */
const comparable = 400e6;
/** Above this the graphics card is taken to be faster without a race. Bytes. */
const raced = 100e6;

/**
 * Opens the model where it was asked for. `auto` takes WebGPU where there is a real adapter, its numbers agree with wasm
 * and it is not slower; else wasm, and the self-test says why.
 */
export async function place(what: Placing, choice: DeviceChoice): Promise<Reply<Placed>> {
  if (choice === 'wasm') return openWasm(what, '');
  const adapter = await what.machine.adapter();
  if (choice === 'webgpu') {
    if (!adapter) return failed('unsupported', 'Open on WebGPU: this browser offers no adapter');
    return openGpu(what, adapter);
  }
  if (!adapter) return openWasm(what, 'No WebGPU adapter. ');
  if (adapter.software) return openWasm(what, `WebGPU left aside: ${adapter.description} is software. `);
  const gpu = await openGpu(what, adapter);
  if (!gpu.ok) return gpu.fault === 'cancelled' ? gpu : openWasm(what, `WebGPU left aside: ${gpu.message}. `);
  return size(what.weights) > raced ? gpu : faster(what, gpu.value);
}

/** On wasm, with the remark that brought it here. */
async function openWasm(what: Placing, remark: string): Promise<Reply<Placed>> {
  let session: Session;
  try {
    session = await openSession(what.ort, what.weights, 'wasm', what.config);
  } catch (error) {
    return faultOf(error, 'Open on wasm', 'bad-model');
  }
  const tested = await testAlone(what, session);
  if (!tested.ok) {
    await session.release();
    return tested;
  }
  const { threads } = what.machine;
  return done({
    ...tested.value,
    session,
    detail: threads === 1 ? '1 thread' : `${threads} threads`,
    selfTest: remark + tested.value.selfTest,
  });
}

/** On WebGPU, compared with wasm. */
async function openGpu(what: Placing, adapter: Adapter): Promise<Reply<Placed>> {
  let session: Session;
  try {
    session = await openSession(what.ort, what.weights, 'webgpu', what.config);
  } catch (error) {
    return faultOf(error, 'Open on WebGPU', 'bad-model');
  }
  const tested = await testAlone(what, session);
  const compared = tested.ok ? await compare(what, session) : tested;
  if (!tested.ok || !compared.ok) {
    await session.release();
    return tested.ok ? (compared as Reply<never>) : tested;
  }
  return done({
    ...tested.value,
    session,
    detail: adapter.description,
    selfTest: `${compared.value} ${tested.value.selfTest}`,
  });
}

/** Finite, the same twice, and the same in company. */
async function testAlone(
  { row, dtype }: Placing,
  session: Session,
): Promise<Reply<{ alone: boolean; selfTest: string }>> {
  try {
    const [[first], [second]] = [await readout(session, [row]), await readout(session, [row])];
    if (!first?.every((value) => !Number.isNaN(value)))
      return failed('inexact', `Test ${session.device}: the model gives no numbers`);
    const again = difference(first, second as Float64Array);
    if (again > 1e-5)
      return failed('inexact', `Test ${session.device}: the same prompt twice differs by ${again.toExponential(1)}`);
    const effect = dependsOnCompany(dtype) ? Infinity : await companyEffect(session, row);
    const alone = effect <= 1e-4;
    return done({
      alone,
      selfTest: alone
        ? 'Repeatable; the same in a batch.'
        : 'Repeatable; run one whole prompt at a time, for a batch changes its numbers.',
    });
  } catch (error) {
    return faultOf(error, `Test ${session.device}`);
  }
}

/** WebGPU against wasm on the same few tokens. */
async function compare(what: Placing, session: Session): Promise<Reply<string>> {
  if (size(what.weights) > comparable) return done('Too large to compare with wasm.');
  let reference: Session | null = null;
  try {
    reference = await openSession(what.ort, what.weights, 'wasm', what.config);
    const [[expected], [found]] = [await readout(reference, [what.row]), await readout(session, [what.row])];
    const gap = difference(expected as Float64Array, found as Float64Array);
    const allowed = what.dtype === 'fp32' ? 1e-3 : 5e-2;
    if (!(gap <= allowed))
      return failed('inexact', `WebGPU differs from wasm by ${gap.toExponential(1)}, allowed ${allowed}`);
    return done(`WebGPU differs from wasm by at most ${gap.toExponential(1)}.`);
  } catch (error) {
    return faultOf(error, 'Compare with wasm');
  } finally {
    await reference?.release();
  }
}

/** Tiny models spend more time on the way to the graphics card than there. */
async function faster(what: Placing, gpu: Placed): Promise<Reply<Placed>> {
  const length = Math.min(256, what.config.contextLength);
  try {
    const wasm = await openWasm(what, '');
    if (!wasm.ok) return done(gpu);
    const [there, here] = [
      await secondsFor(gpu.session, what.row, length),
      await secondsFor(wasm.value.session, what.row, length),
    ];
    const race = `A batch takes ${there.toFixed(3)} s on WebGPU, ${here.toFixed(3)} s in wasm.`;
    const [kept, left] = there <= here ? [gpu, wasm.value] : [wasm.value, gpu];
    await left.session.release();
    return done({ ...kept, selfTest: `${gpu.selfTest} ${race}` });
  } catch (error) {
    return faultOf(error, 'Compare speed');
  }
}

function size(weights: Weights): number {
  return weights.graph.length + weights.external.reduce((sum, { data }) => sum + data.size, 0);
}
