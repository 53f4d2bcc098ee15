import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onnxEngine } from '../../workers/onnx/engine.ts';
import type { Model } from '../../workers/onnx/model.ts';
import { openModel, type Ready } from '../../workers/onnx/loading.ts';
import { measurePace } from '../../workers/onnx/pace.ts';
import { readAll } from '../../workers/onnx/reading.ts';
import type { Session } from '../../workers/onnx/session.ts';
import { tokensOf, trieOf, type Row } from '../../workers/onnx/trie.ts';
import { never, valueOf } from './engine.contract.ts';
import { vocabulary } from './fixtures/byte-tokenizer.ts';
import { decoderFolder } from './fixtures/folders.ts';
import { nodeMachine } from './fixtures/node-machine.ts';
import { randomRows, type Told } from './fixtures/random-rows.ts';
import { decoder, small } from './wire/decoder.ts';

const graphs = {
  'grouped-query attention': undefined,
  'attention of plain operators': decoder({ ...small, style: 'plain', vocabulary: vocabulary.length, keep: true }),
};
const machine = nodeMachine();

/** Counts the cells of each run. */
function counted(session: Session, counts: number[]): Session {
  const area = (rows: readonly (readonly number[])[]) => rows.length * Math.max(...rows.map(({ length }) => length));
  return {
    ...session,
    weigh: (rows, asked) => (counts.push(area(rows)), session.weigh(rows, asked)),
    extend: (memory, row, asked) => (counts.push(row.length), session.extend(memory, row, asked)),
    after: (memory, row, asked) => (counts.push(row.length), session.after(memory, row, asked)),
  };
}

async function readBy(model: Model, rows: readonly Told[]): Promise<number[]> {
  for await (const _ of readAll(
    model,
    rows.map(({ row }) => row),
  ))
    void _;
  return rows.flatMap(({ read }) => read());
}

describe.each(Object.entries(graphs))('reading, %s', (_, graph) => {
  let ready: Ready;
  beforeAll(async () => {
    const given = decoderFolder(graph ? { graph } : {});
    ready = valueOf(await openModel({ machine, given, device: 'wasm', onProgress: () => undefined, signal: never }));
  });
  afterAll(() => ready.forms.release());
  const model = (change: Partial<Model>): Model => ({ ...ready.model, ...change });

  test('every path gives what reading one by one gives, within 1e-5 nats', async () => {
    await fc.assert(
      fc.asyncProperty(randomRows(vocabulary.length), async (make) => {
        ready.model.session.trunk?.clear();
        const alone = await readBy(model({ alone: false }), make());
        const paths = [
          { pace: { perRun: 0, perToken: 1 } },
          { pace: { perRun: 20, perToken: 1 } },
          { pace: { perRun: 1e9, perToken: 1 } },
          { pace: { perRun: 0, perToken: 1 } },
        ];
        for (const path of paths) {
          const found = await readBy(model(path), make());
          expect(found).toHaveLength(alone.length);
          found.forEach((value, i) => expect(Math.abs(value - (alone[i] ?? NaN))).toBeLessThan(1e-5));
        }
      }),
      { numRuns: 25, seed: 7 },
    );
  });

  test('where beginning a run costs nothing, no token is computed twice', async () => {
    await fc.assert(
      fc.asyncProperty(randomRows(vocabulary.length), async (make) => {
        ready.model.session.trunk?.clear();
        const [rows, counts] = [make(), [] as number[]];
        await readBy(model({ pace: { perRun: 0, perToken: 1 }, session: counted(ready.model.session, counts) }), rows);
        const least = tokensOf(trieOf(rows.map(({ row }) => row)));
        // Rows with nothing before them run side by side, with a little padding.
        expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(least * 1.05 + 16 * counts.length);
      }),
      { numRuns: 25, seed: 8 },
    );
  });

  test('a beginning that calls share is remembered from the second call on', async () => {
    ready.model.session.trunk?.clear();
    const guide = Array.from({ length: 60 }, (_, i) => 3 + (i % 50));
    const call = (last: number): Row[] =>
      [7, 8, 9].map((own) => ({
        ids: [...guide, last, own, 5, 6],
        wanted: [{ position: 63, token: 1, tell: () => undefined }],
      }));
    const computed = async (rows: Row[]) => {
      const counts: number[] = [];
      const session = counted(ready.model.session, counts);
      for await (const _ of readAll(model({ pace: { perRun: 1, perToken: 1 }, session }), rows)) void _;
      return counts.reduce((sum, count) => sum + count, 0);
    };
    expect(await computed(call(20))).toBe(61 + 9);
    expect(await computed(call(21))).toBe(60 + 1 + 9);
    expect(await computed(call(22))).toBe(1 + 9);
    expect(await computed(call(23))).toBe(1 + 9);
  });

  test('a token that the vocabulary lacks is refused by the session itself', async () => {
    const ids = [1, vocabulary.length, 2];
    await expect(ready.model.session.weigh([ids], [{ row: 0, position: 0, tokens: [1] }])).rejects.toThrow(
      `token ${vocabulary.length}, wanted one of ${vocabulary.length}`,
    );
    await expect(ready.model.session.scores([[-1]])).rejects.toThrow('token -1');
    await expect(ready.model.session.extend(null, [0.5], [])).rejects.toThrow('token 0.5');
  });

  test('the pace is measured in seconds', async () => {
    const pace = await measurePace(
      ready.model.session,
      Array.from({ length: 64 }, (_, i) => i),
    );
    expect(pace?.perToken).toBeGreaterThan(0);
    expect(pace?.perToken).toBeLessThan(0.1);
    expect(pace?.perRun).toBeGreaterThanOrEqual(0);
  });
});

describe('several engines in one thread', () => {
  test('load and answer at the same time, with the numbers that each gives alone', async () => {
    const question = (i: number) => ({
      prompt: { kind: 'text' as const, text: `Numbers ${i} and ${i * 7}: ` },
      continuations: ['A', 'B', 'the end', `${i}`],
    });
    const questions = Array.from({ length: 12 }, (_, i) => question(i));
    const numbersOf = async (engine: ReturnType<typeof onnxEngine>) =>
      (await engine.weigh(questions, never)).flatMap((reply) => valueOf(reply).weighed.map(({ logprob }) => logprob));
    const begun = () => onnxEngine(machine);
    const loaded = async (engine: ReturnType<typeof onnxEngine>) => {
      valueOf(await engine.load(decoderFolder(), 'wasm', () => undefined, never));
      return engine;
    };
    const expected = await numbersOf(await loaded(begun()));
    const all = await Promise.all(Array.from({ length: 6 }, async () => numbersOf(await loaded(begun()))));
    for (const numbers of all)
      numbers.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(1e-5));
  });
});
