import { describe, expect, test } from 'vitest';
import type { DeviceChoice, Engine, EngineFacts } from '../../src/domain/engine.ts';
import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { Loaded } from '../../src/domain/engine.ts';
import type { Run } from '../../src/domain/run.ts';
import type { EvaluateRequest } from '../../src/views/running/evaluate.ts';
import { reopen } from '../../src/views/running/reopen.ts';

const never = new AbortController().signal;
const request: EvaluateRequest = {
  model: { id: 'm', title: 'M', files: [] },
  engineId: 'onnx',
  suites: [],
  device: 'auto',
  limit: null,
  seed: 1,
};
const facts = (device: EngineFacts['device']) => ({
  id: 'onnx',
  version: '',
  device,
  deviceDetail: '',
  dtype: '',
  selfTest: '',
});
/** Of a run, reopening reads these alone. */
const runOn = (device: EngineFacts['device']) => ({ model: { hash: 'a' }, engine: facts(device) }) as unknown as Run;
const loaded = (hash: string) => done({ model: { hash } } as unknown as Loaded);

/** An engine that only loads; `asked` are the devices that it was asked to load on. */
function loading(reply: Reply<Loaded>) {
  const asked: DeviceChoice[] = [];
  const engine = {
    load: (_files: unknown, device: DeviceChoice, _on: unknown, signal: AbortSignal) => {
      asked.push(device);
      return Promise.resolve(signal.aborted ? failed('cancelled', 'given up') : reply);
    },
  } as unknown as Engine;
  return { engine, asked };
}

describe('reopen', () => {
  test.each([
    ['webgpu', 'webgpu'],
    ['wasm', 'wasm'],
    ['none', 'auto'],
  ] as const)('a run on %s: asked to load on %s', async (device, expected) => {
    const { engine, asked } = loading(loaded('a'));
    await reopen(engine, request, runOn(device), 1, never);
    expect(asked).toEqual([expected]);
  });

  test('a graphics card that is no longer offered: the device is lost, and another try may find it', async () => {
    const { engine } = loading(failed('unsupported', 'no adapter'));
    await expect(reopen(engine, request, runOn('webgpu'), 1, never)).rejects.toMatchObject({
      reply: { fault: 'device-lost', message: 'no adapter' },
    });
    await expect(reopen(engine, request, runOn('wasm'), 1, never)).rejects.toMatchObject({
      reply: { fault: 'unsupported' },
    });
  });

  test('another model in its place: refused', async () => {
    const { engine } = loading(loaded('b'));
    await expect(reopen(engine, request, runOn('wasm'), 1, never)).rejects.toMatchObject({
      reply: { fault: 'bad-model' },
      message: expect.stringMatching(/was a, it is now b/),
    });
  });

  test('given up while it waits: at once', async () => {
    const { engine } = loading(loaded('a'));
    const giveUp = new AbortController();
    setTimeout(() => giveUp.abort(), 20);
    const began = performance.now();
    // The third wait is four seconds long.
    await expect(reopen(engine, request, runOn('wasm'), 3, giveUp.signal)).rejects.toMatchObject({
      reply: { fault: 'cancelled' },
    });
    expect(performance.now() - began).toBeLessThan(2000);
  });

  test('given up before: does not wait at all', async () => {
    const { engine } = loading(loaded('a'));
    const began = performance.now();
    await expect(reopen(engine, request, runOn('wasm'), 3, AbortSignal.abort())).rejects.toMatchObject({
      reply: { fault: 'cancelled' },
    });
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
