import type { Loaded } from '../../domain/engine.ts';
import { failed, type Reply } from '../../domain/reply.ts';
import type { Run, RunBundle } from '../../domain/run.ts';
import { protocols } from '../../protocols/index.ts';
import { planOf } from '../../runs/plan.ts';
import { openStore } from '../parts/store.ts';
import type { EvaluateRequest } from './evaluate.ts';

async function newRun(request: EvaluateRequest, loaded: Loaded): Promise<RunBundle> {
  const parts = request.suites.map((suite) => {
    const protocol = protocols.find((one) => one.id === suite.protocol);
    if (!protocol)
      throw new RangeError(`plan suite ${suite.id}: protocol is "${suite.protocol}", a known one was wanted`);
    return { suite, protocol };
  });
  const { plan, planHash } = await planOf(parts, { seed: request.seed, limit: request.limit });
  const run: Run = {
    id: crypto.randomUUID(),
    plan,
    planHash,
    ...(request.shard && { shard: request.shard }),
    model: loaded.model,
    engine: loaded.engine,
    appVersion: __APP_VERSION__,
    userAgent: navigator.userAgent,
    started: new Date().toISOString(),
    ended: null,
    status: 'running',
    failure: '',
  };
  return { run, suites: request.suites, trials: [] };
}

/** The bundle to go on with: a new one, or the one to take up again if the same model is at hand. */
export async function bundleFor(request: EvaluateRequest, loaded: Loaded): Promise<Reply<RunBundle>> {
  const store = await openStore();
  if (request.resume === undefined) {
    const bundle = await newRun(request, loaded);
    await store.createRun(bundle.run, bundle.suites);
    return { ok: true, value: bundle };
  }
  const kept = await store.readRun(request.resume);
  if (!kept) return failed('bad-question', `take up run ${request.resume}: it is not kept here`);
  if (kept.run.model.hash !== loaded.model.hash) {
    return failed(
      'bad-model',
      `take up the run: its model was ${kept.run.model.hash}, this one is ${loaded.model.hash}`,
    );
  }
  const going = { status: 'running', ended: null, failure: '' } as const;
  await store.closeRun(kept.run.id, going);
  return { ok: true, value: { ...kept, run: { ...kept.run, ...going } } };
}
