import { describe, expect, test, vi } from 'vitest';
import type { QuestionOf } from '../../src/domain/verbs.ts';
import { onnxEngine } from '../../workers/onnx/engine.ts';
import { decoderFolder } from './fixtures/folders.ts';
import { nodeMachine } from './fixtures/node-machine.ts';
import { never, valueOf } from './replies.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const machine = nodeMachine();

describe('a repeatable engine', () => {
  const shared = 'The whole street had been waiting for the bus since early in the morning. '.repeat(2);
  const asked = (questions: readonly string[]): QuestionOf<'weigh'>[] =>
    questions.map((question) => ({
      prompt: { kind: 'chat', messages: [{ role: 'user', content: `${shared}${question}` }] },
      continuations: ['A', 'B'],
    }));
  const here = asked(['Did it come?', 'Was it late?', 'Who was there?', 'Should they walk?']);
  const between = asked(['Was it cold?', 'Did anyone complain about the waiting?']);

  test('gives the same bits whatever was asked before, and after loading anew', async () => {
    const said = async (earlier: readonly QuestionOf<'weigh'>[][]) => {
      const engine = onnxEngine(machine);
      const loaded = valueOf(await engine.load(decoderFolder(), 'wasm', () => undefined, never, true));
      expect(loaded.engine.repeatable).toBe(true);
      for (const questions of earlier) await engine.weigh(questions, never);
      const replies = await engine.weigh(here, never);
      engine.end();
      return replies.map((reply) => valueOf(reply).weighed.map(({ logprob }) => logprob));
    };
    const alone = await said([]);
    expect(await said([between])).toEqual(alone);
    expect(await said([here, between, here])).toEqual(alone);
  });

  test('an engine that is not says nothing of it', async () => {
    const engine = onnxEngine(machine);
    expect(valueOf(await engine.load(decoderFolder(), 'wasm', () => undefined, never)).engine).not.toHaveProperty(
      'repeatable',
    );
    engine.end();
  });
});
