import type { Protocol } from '../../src/domain/protocol.ts';
import type { Report } from '../../src/domain/report.ts';
import type { Trial } from '../../src/domain/run.ts';
import type { Suite } from '../../src/domain/suite.ts';
import { protocols } from '../../src/protocols/index.ts';
import { carryOut } from '../../src/runs/loop.ts';
import { planOf } from '../../src/runs/plan.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { onnxEngine } from '../../workers/onnx/engine.ts';
import { nodeMachine } from '../engines/fixtures/node-machine.ts';
import { never, valueOf } from '../engines/replies.ts';
import { entry, fromDisk } from './folders.ts';

/** What came of one model on some suites. */
export interface Standing {
  readonly report: Report;
  readonly trials: readonly Trial[];
}

function protocolOf(suite: Suite): Protocol {
  const found = protocols.find(({ id }) => id === suite.protocol);
  if (!found) throw new Error(`Find protocol: ${suite.id} wants ${suite.protocol}`);
  return found;
}

/** Carries out a whole run in Node, as the app does: plan, loop, protocols, engine, report. */
export async function standingOf(modelId: string, suites: readonly Suite[]): Promise<Standing> {
  const engine = onnxEngine(nodeMachine());
  const { engine: facts, model } = valueOf(await engine.load(fromDisk(entry(modelId)), 'wasm', () => undefined, never));
  const { plan, planHash } = await planOf(
    suites.map((suite) => ({ suite, protocol: protocolOf(suite) })),
    { limit: null, seed: 1 },
  );
  const trials: Trial[] = [];
  for await (const trial of carryOut({ plan, suites, protocols, engine, already: [], signal: never, window: 8 })) {
    trials.push(trial);
  }
  engine.end();
  const run = {
    id: modelId,
    plan,
    planHash,
    model,
    engine: facts,
    appVersion: '0',
    userAgent: 'Node',
    started: '2026-01-01T00:00:00Z',
    ended: '2026-01-01T00:00:01Z',
    status: 'finished' as const,
    failure: '',
  };
  return { report: summarize({ run, suites, trials }), trials };
}
