import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ModelFiles } from '../../src/domain/model.ts';
import type { Model } from '../../workers/onnx/model.ts';
import { openModel, type Ready } from '../../workers/onnx/loading.ts';
import { measurePace } from '../../workers/onnx/pace.ts';
import { readAll } from '../../workers/onnx/reading.ts';
import type { Session } from '../../workers/onnx/session.ts';
import { tokensOf, trieOf, type Row } from '../../workers/onnx/trie.ts';
import { entry, fromDisk } from '../models/folders.ts';
import { makeDecoder } from '../models/made/decoder.ts';
import { tiny } from '../models/made/folders.ts';
import torch from '../models/witness.json' with { type: 'json' };
import numpy from '../reference/tiny-decoder.json' with { type: 'json' };
import { vocabulary } from './fixtures/byte-tokenizer.ts';
import { decoderFolder } from './fixtures/folders.ts';
import { nodeMachine } from './fixtures/node-machine.ts';
import { randomRows, type Told } from './fixtures/random-rows.ts';
import { never, valueOf } from './replies.ts';
import { decoder, small } from './wire/decoder.ts';

const graphs = {
  'grouped-query attention': undefined,
  'sums of plain operators': decoder({ ...small, style: 'plain', vocabulary: vocabulary.length, keep: true }),
  // What is remembered of one row goes before several.
  'attention of plain operators': makeDecoder({ ...tiny, style: 'plain', vocabulary: vocabulary.length }),
};
const machine = nodeMachine();

/** Counts the cells of each run. */
function counted(session: Session, counts: number[]): Session {
  const area = (rows: readonly (readonly number[])[]) => rows.length * Math.max(...rows.map(({ length }) => length));
  return {
    ...session,
    weigh: (rows, asked) => (counts.push(area(rows)), session.weigh(rows, asked)),
    extend: (memory, row, asked) => (counts.push(row.length), session.extend(memory, row, asked)),
    after: (memory, rows, asked) => (counts.push(area(rows)), session.after(memory, rows, asked)),
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

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.each(Object.entries(graphs))('reading, %s', (_, graph) => {
  let ready: Ready;
  beforeAll(async () => {
    const given = decoderFolder(graph ? { graph } : {});
    ready = valueOf(
      await openModel({
        machine,
        given,
        device: 'wasm',
        onProgress: () => undefined,
        signal: never,
        repeatable: false,
      }),
    );
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
      128,
    );
    expect(pace?.perToken).toBeGreaterThan(0);
    expect(pace?.perToken).toBeLessThan(0.1);
    expect(pace?.perRun).toBeGreaterThan(0);
  });
});

describe('against the witnesses, on every path', () => {
  const paths: Record<string, Partial<Model>> = {
    'one by one': { alone: false },
    'from what is remembered': { alone: true, pace: { perRun: 0, perToken: 1 } },
    'side by side': { alone: true, pace: { perRun: 1e9, perToken: 1 } },
  };
  const open = async (given: ModelFiles) =>
    valueOf(
      await openModel({
        machine,
        given,
        device: 'wasm',
        onProgress: () => undefined,
        signal: never,
        repeatable: false,
      }),
    );
  /** A row whose every token after the first is wanted, and what will be read of it. */
  const rowOf = (ids: readonly number[], wanted: readonly (readonly [position: number, token: number])[]): Told => {
    const numbers = wanted.map(() => NaN);
    return {
      row: {
        ids,
        wanted: wanted.map(([position, token], at) => ({
          position,
          token,
          tell: (logprob) => void (numbers[at] = logprob),
        })),
      },
      read: () => numbers,
    };
  };
  const near = (found: readonly number[], expected: readonly number[]) => {
    expect(found).toHaveLength(expected.length);
    found.forEach((value, i) => expect(Math.abs(value - (expected[i] ?? NaN))).toBeLessThan(1e-4));
  };

  test.each(Object.entries(paths))('grouped-query attention in NumPy (float64), %s', async (_, path) => {
    const { model, forms } = await open(decoderFolder());
    const rows = numpy.cases.flatMap(({ ids }) =>
      // The whole, and its first half once more: rows that share a beginning.
      [ids, ids.slice(0, Math.ceil(ids.length / 2))].map((part) =>
        rowOf(
          part,
          part.slice(1).map((token, position) => [position, token] as const),
        ),
      ),
    );
    const asked = rows.filter(({ row }) => row.wanted.length > 0);
    const found = await readBy({ ...model, ...path }, asked);
    const expected = numpy.cases.flatMap(({ ids, logprobs }) => [
      ...logprobs,
      ...logprobs.slice(0, Math.ceil(ids.length / 2) - 1),
    ]);
    near(found, expected);
    await forms.release();
  });

  test.each(Object.entries(paths))('candid in PyTorch (float32), %s', async (_, path) => {
    const { model, forms } = await open(fromDisk(entry('candid')));
    const { cases } = torch.models.candid;
    const rows = cases.map(({ ids, letters }) =>
      rowOf(
        ids,
        Object.keys(letters).map((letter) => [ids.length - 1, model.tokenizer.encode(letter)[0] ?? -1] as const),
      ),
    );
    near(
      await readBy({ ...model, ...path }, rows),
      cases.flatMap(({ letters }) => Object.values(letters)),
    );
    await forms.release();
  });
});
