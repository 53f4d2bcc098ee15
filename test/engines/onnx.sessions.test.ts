import { describe, expect, test, vi } from 'vitest';
import type { Trial } from '../../src/domain/run.ts';
import { forcedChoice } from '../../src/protocols/forced-choice.ts';
import { carryOut } from '../../src/runs/loop.ts';
import { planOf } from '../../src/runs/plan.ts';
import { readConfig } from '../../workers/onnx/config.ts';
import { onnxEngine } from '../../workers/onnx/engine.ts';
import { openSession } from '../../workers/onnx/session.ts';
import { readWeights } from '../../workers/onnx/weights.ts';
import { lentThings } from '../bench/scoring/suite.ts';
import { entry, fromDisk } from '../models/folders.ts';
import { decoderFolder } from './fixtures/folders.ts';
import { nodeMachine } from './fixtures/node-machine.ts';
import { never, valueOf } from './replies.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const machine = nodeMachine();

describe('an item that does not fit in the context', () => {
  test('its trial says so, with both numbers of tokens; the others are answered', async () => {
    const engine = onnxEngine(machine);
    const { model } = valueOf(await engine.load(decoderFolder(), 'wasm', () => undefined, never));
    const item = (id: string, context: string) => ({
      kind: 'choice' as const,
      id,
      context,
      question: '',
      options: [
        { text: 'a', tags: [] },
        { text: 'b', tags: [] },
      ],
      key: 0,
      tags: {},
      rationale: '',
      paraphrases: [],
    });
    const suite = { ...lentThings(0), frame: { lead: '', question: '', closing: '', templates: [] } };
    const items = [item('short', 'x'), item('long', '. '.repeat(model.contextLength)), item('short too', 'y')];
    const given = { ...suite, items };
    const { plan } = await planOf([{ suite: given, protocol: forcedChoice }], { seed: 1, limit: null });
    const protocols = [forcedChoice];
    const trials: Trial[] = [];
    for await (const trial of carryOut({
      plan,
      suites: [given],
      protocols,
      engine,
      already: [],
      signal: never,
      window: 8,
    }))
      trials.push(trial);
    expect(trials.map(({ itemId, outcome }) => [itemId, outcome])).toEqual([
      ['short', 'answered'],
      ['long', 'failed'],
      ['short too', 'answered'],
    ]);
    expect(trials[1]).toMatchObject({
      fault: 'overflow',
      message: expect.stringMatching(new RegExp(`^Weigh: \\d+ tokens, the model takes ${model.contextLength}$`)),
    });
  });
});

describe('several sessions in one thread', () => {
  const row = Array.from({ length: 24 }, (_, i) => 10 + i * 37);
  /** A reference model's weights, whose file is read at once: so that others come between as badly as they can. */
  async function weightsOf(id: string) {
    const file = fromDisk(entry(id)).files.find(({ path }) => path === 'onnx/model.onnx')?.from as Blob;
    const bytes = await file.arrayBuffer();
    const read = valueOf(await readWeights(file, 'model.onnx', []));
    const external = read.external.map(({ path, data }) => ({
      path,
      data: Object.assign(data.slice(), { arrayBuffer: () => Promise.resolve(bytes) }),
    }));
    return { ...read, external };
  }

  test('are opened and run at the same time, each with its own weights', async () => {
    const ort = await machine.ort();
    const config = readConfig({ architectures: ['XForCausalLM'], vocab_size: 4608 }, {}, {});
    // All of one shape, with their weights in files of one name: mixed up, they would still give numbers.
    const weights = [await weightsOf('candid'), await weightsOf('coin'), await weightsOf('flatterer')];
    const numbersOf = async (given: (typeof weights)[number]) => {
      const session = await openSession(ort, given, 'wasm', config);
      const [scores] = await session.scores([row]);
      await session.release();
      return scores ?? new Float32Array();
    };
    const alone: Float32Array[] = [];
    for (const one of weights) alone.push(await numbersOf(one));
    expect(new Set(alone.map(([first]) => first)).size).toBe(weights.length);
    const together = await Promise.all(weights.map(numbersOf));
    expect(together.map((scores) => [...scores.slice(0, 50)])).toEqual(alone.map((scores) => [...scores.slice(0, 50)]));
  });
});
