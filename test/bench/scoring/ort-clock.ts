import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { Machine, Ort } from '../../../workers/onnx/machine.ts';

/** What ONNX Runtime did so far. */
export interface OrtTotals {
  /** Milliseconds in `run`, and in bringing results back from the device. */
  milliseconds: number;
  runs: number;
  /** Cells of `input_ids`, padding included. */
  tokens: number;
}

/** A machine whose runs are counted and timed from outside the engine. */
export function clocked(machine: Machine, totals: OrtTotals): Machine {
  async function timed<T>(work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      totals.milliseconds += performance.now() - start;
    }
  }
  function watch(tensor: Tensor): void {
    const getData = tensor.getData.bind(tensor);
    if (tensor.location !== 'cpu') tensor.getData = (release) => timed(() => getData(release));
  }
  function session(inner: InferenceSession): InferenceSession {
    return new Proxy(inner, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (name !== 'run') return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        return async (feeds: InferenceSession.FeedsType, fetches: readonly string[]) => {
          totals.runs += 1;
          totals.tokens += feeds['input_ids']?.size ?? 0;
          const results = await timed(() => target.run(feeds, fetches));
          for (const tensor of Object.values(results)) watch(tensor as Tensor);
          return results;
        };
      },
    });
  }
  return {
    ...machine,
    async ort() {
      const ort = await machine.ort();
      const create = async (...given: Parameters<typeof ort.InferenceSession.create>) =>
        session(await ort.InferenceSession.create(...given));
      // The library as it is, but for the one way to open a session.
      return new Proxy(ort, {
        get: (target, name) =>
          name === 'InferenceSession' ? { create } : (Reflect.get(target, name, target) as unknown),
      }) as Ort;
    },
  };
}
