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
    if (tensor.location === 'cpu') return;
    const getData = tensor.getData.bind(tensor);
    tensor.getData = (release) => timed(() => getData(release));
  }
  /** Puts the clock on a session, in place: a wrapper around it would be timed as ours. */
  function clock(inner: InferenceSession): InferenceSession {
    const run = inner.run.bind(inner) as (
      feeds: InferenceSession.FeedsType,
      fetches: readonly string[],
    ) => Promise<InferenceSession.ReturnType>;
    const clocked = async (feeds: InferenceSession.FeedsType, fetches: readonly string[]) => {
      totals.runs += 1;
      totals.tokens += feeds['input_ids']?.size ?? 0;
      const start = performance.now();
      try {
        const results = await run(feeds, fetches);
        for (const name of fetches) watch(results[name] as Tensor);
        return results;
      } finally {
        totals.milliseconds += performance.now() - start;
      }
    };
    return Object.assign(inner, { run: clocked });
  }
  let known: Promise<Ort> | null = null;
  return {
    ...machine,
    ort: () =>
      (known ??= machine.ort().then((ort) => {
        const create = async (...given: Parameters<typeof ort.InferenceSession.create>) =>
          clock(await ort.InferenceSession.create(...given));
        // The library as it is, but for the one way to open a session.
        return { ...ort, InferenceSession: { create } } as unknown as Ort;
      })),
  };
}
