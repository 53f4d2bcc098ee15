import { wrap } from 'comlink';
import type { Engine } from '../../../src/domain/engine.ts';
import type { Exchange } from '../../../src/domain/protocol.ts';
import type { Trial } from '../../../src/domain/run.ts';
import type { QuestionOf } from '../../../src/domain/verbs.ts';
import { forcedChoice } from '../../../src/protocols/forced-choice.ts';
import { carryOut } from '../../../src/runs/loop.ts';
import { planOf } from '../../../src/runs/plan.ts';
import { connect } from '../../../workers/connect.ts';
import { about } from '../../../workers/onnx/about.ts';
import type { OrtTotals } from './ort-clock.ts';
import type { Peer, Way } from './peer-worker.ts';
import { lentThings } from './suite.ts';

/** What is to be timed. */
export interface Timing {
  readonly model: string;
  readonly files: readonly string[];
  readonly device: 'wasm' | 'webgpu';
  readonly items: number;
  /** How many items the slow peers are timed on: each of their items costs the same. */
  readonly peerItems: Readonly<Record<Way, number>>;
  /**
   * Studies that are done before one is timed, and that are timed then. A browser compiles what runs often while it runs, a second
   * or two on two cores: a device that takes minutes does not feel it.
   */
  readonly passes: { readonly before: number; readonly timed: number };
}

/** All items once. */
interface Pass {
  /** Items a second. */
  readonly rate: number;
  /** Share of the time inside ONNX Runtime. */
  readonly inside: number;
  readonly computed: number;
  readonly runs: number;
}

/** What came of it. */
export interface Timed {
  readonly own: Pass & { readonly least: number };
  /** The very first pass of a worker that has just begun. */
  readonly first: Pass;
  /** Items a second. */
  readonly peers: Readonly<Record<Way, number>>;
  /** The largest difference between the two in one log-probability, nats. */
  readonly apart: number;
  readonly words: string;
}

const never = new AbortController().signal;

async function totals(): Promise<OrtTotals> {
  const channel = new BroadcastChannel('ort-totals');
  const told = new Promise<OrtTotals>((resolve) => (channel.onmessage = ({ data }) => resolve(data as OrtTotals)));
  channel.postMessage('tell');
  const answer = await told;
  channel.close();
  return answer;
}

/** Distinct beginnings of all rows: what a trie without any waste computes. */
function leastTokens(trials: readonly Trial[]): number {
  const seen = new Set<string>();
  for (const { exchanges } of trials)
    for (const exchange of exchanges) {
      if (exchange.verb !== 'weigh') continue;
      for (const { shown } of exchange.answers) {
        let beginning = '';
        for (const id of shown.tokenIds) seen.add((beginning = hash(beginning, id)));
      }
    }
  return seen.size;
}

/** Two 32-bit mixes side by side: a beginning by its hash, for the beginnings themselves would fill the memory. */
function hash(before: string, id: number): string {
  const [a = 2166136261, b = 40503] = before === '' ? [] : before.split(' ').map(Number);
  const x = Math.imul(a ^ id, 16777619);
  const y = Math.imul(b + id, 2654435761) ^ (b >>> 13);
  return `${x >>> 0} ${y >>> 0}`;
}

function questionsOf(trials: readonly Trial[]): QuestionOf<'weigh'>[] {
  const isWeigh = (exchange: Exchange) => exchange.verb === 'weigh';
  return trials.flatMap(({ exchanges }) =>
    exchanges.filter(isWeigh).flatMap((exchange) => exchange.questions as readonly QuestionOf<'weigh'>[]),
  );
}

/** All items of a study. */
async function timeOwn(engine: Engine, timing: Timing, study: number) {
  const suite = lentThings(timing.items, study);
  const { plan } = await planOf([{ suite, protocol: forcedChoice }], { seed: 1, limit: null });
  const run = async (signal: AbortSignal) => {
    const trials: Trial[] = [];
    // As many items at once as the app has.
    const given = { plan, suites: [suite], protocols: [forcedChoice], engine, already: [], signal, window: 8 };
    for await (const trial of carryOut(given)) trials.push(trial);
    return trials;
  };
  const before = await totals();
  const start = performance.now();
  const trials = await run(never);
  const wall = performance.now() - start;
  const after = await totals();
  const failed = trials.find((trial) => trial.outcome === 'failed');
  if (failed?.outcome === 'failed') throw new Error(`time the engine: ${failed.fault}: ${failed.message}`);
  const [inside, computed] = [after.milliseconds - before.milliseconds, after.tokens - before.tokens];
  const runs = after.runs - before.runs;
  return { trials, rate: (timing.items * 1000) / wall, inside: inside / wall, computed, runs };
}

/** The pass in the middle by each of its numbers. */
function middle(passes: readonly Pass[]): Pass {
  const of = (number: (pass: Pass) => number) =>
    passes.map(number).sort((a, b) => a - b)[Math.floor(passes.length / 2)] as number;
  return {
    rate: of(({ rate }) => rate),
    inside: of(({ inside }) => inside),
    computed: of(({ computed }) => computed),
    runs: of(({ runs }) => runs),
  };
}

async function time(timing: Timing): Promise<Timed> {
  const site = new URL('./', location.href).href;
  const own = connect(about, new Worker(new URL('./own-worker.ts', import.meta.url), { type: 'module', name: 'own' }));
  const files = timing.files.map((path) => ({ path, from: `${site}models/${timing.model}/${path}` }));
  const model = { id: timing.model, title: timing.model, files };
  const passes: Awaited<ReturnType<typeof timeOwn>>[] = [];
  const loaded = await own.load(model, timing.device, () => undefined, never);
  if (!loaded.ok) throw new Error(`time the engine: ${loaded.message}`);
  // Each pass is another study: nothing that is remembered of one is of use to the next.
  for (let study = 0; study < timing.passes.before + timing.passes.timed; study++)
    passes.push(await timeOwn(own, timing, study));
  const { deviceDetail, selfTest } = loaded.value.engine;
  own.end();
  const first = passes[0] as Pass;
  const middling = middle(passes.slice(timing.passes.before));
  const { trials } = passes.at(-1) as (typeof passes)[number];

  const worker = new Worker(new URL('./peer-worker.ts', import.meta.url), { type: 'module', name: 'peer' });
  const peer = wrap<Peer>(worker);
  const version = await peer.load(site, timing.model, timing.device, navigator.hardwareConcurrency);
  const questions = questionsOf(trials);
  const peers: Record<Way, number> = { 'option by option': 0, 'one forward a prompt': 0 };
  let apart = 0;
  for (const way of Object.keys(peers) as Way[]) {
    const items = timing.peerItems[way];
    const asked = questions.slice(0, items * 2);
    await peer.weigh(timing.passes.before > 0 ? asked : asked.slice(0, 1), way);
    const { seconds, logprobs } = await peer.weigh(asked, way);
    peers[way] = items / seconds;
    const ours = trials.flatMap(({ exchanges }) =>
      exchanges.flatMap((one) => (one.verb === 'weigh' ? one.answers : [])),
    );
    logprobs.forEach((row, i) =>
      row.forEach((value, k) => (apart = Math.max(apart, Math.abs(value - (ours[i]?.weighed[k]?.logprob ?? NaN))))),
    );
  }
  worker.terminate();
  return {
    own: { ...middling, least: leastTokens(trials) },
    first,
    peers,
    apart,
    words: `transformers.js ${version}; ${middling.runs} runs; ${deviceDetail}; ${selfTest}`,
  };
}

declare global {
  interface Window {
    timeScoring?: typeof time;
  }
}
window.timeScoring = time;
