import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onnxEngine } from '../../workers/onnx/engine.ts';
import { catalogue } from '../../models/catalogue.ts';
import { nodeMachine } from '../engines/fixtures/node-machine.ts';
import { never, valueOf } from '../engines/replies.ts';
import { entry, fromDisk } from './folders.ts';
import witness from './witness.json' with { type: 'json' };

// The numbers come from PyTorch: models/reference/witness.py.
describe.each(Object.entries(witness.models))('%s against PyTorch', (id, { cases, embedded }) => {
  const engine = onnxEngine(nodeMachine());
  beforeAll(async () => {
    valueOf(await engine.load(fromDisk(entry(id)), 'wasm', () => undefined, never));
  });
  afterAll(() => engine.end());
  const question = (content: string) => ({
    prompt: { kind: 'chat' as const, messages: [{ role: 'user' as const, content }] },
    continuations: ['A', 'B', 'C', 'D'],
  });

  test('the same tokens and letter probabilities, alone and in a padded batch', async () => {
    const together = (
      await engine.weigh(
        cases.map(({ content }) => question(content)),
        never,
      )
    ).map(valueOf);
    for (const [i, { content, ids, letters }] of cases.entries()) {
      const alone = valueOf((await engine.weigh([question(content)], never))[0]);
      expect(alone.shown.tokenIds).toEqual(ids);
      Object.values(letters).forEach((logprob, k) => {
        expect(alone.weighed[k]?.tokens).toHaveLength(1);
        expect(Math.abs((alone.weighed[k]?.logprob ?? NaN) - logprob)).toBeLessThan(1e-4);
        expect(Math.abs((together[i]?.weighed[k]?.logprob ?? NaN) - logprob)).toBeLessThan(1e-4);
      });
    }
  });

  test('the same mean of the last hidden layer', async () => {
    const { vector, tokenIds } = valueOf((await engine.embed([{ text: embedded.text }], never))[0]);
    expect(tokenIds).toEqual(embedded.ids);
    vector.forEach((value, d) => expect(Math.abs(value - (embedded.mean[d] ?? NaN))).toBeLessThan(1e-4));
  });
});

describe('the graph by itself', () => {
  const model = fromDisk(entry('candid'));
  const ids = witness.models.candid.cases[0]?.ids.slice(0, 40) ?? [];
  let session: Awaited<ReturnType<typeof open>>;
  async function open() {
    const ort = await nodeMachine().ort();
    const graph = model.files.find((file) => file.path === 'onnx/model.onnx')?.from as Blob;
    return { ort, graph: await ort.InferenceSession.create(new Uint8Array(await graph.arrayBuffer())) };
  }
  beforeAll(async () => {
    session = await open();
  });

  /** Runs rows of token ids, padded on the right to one length, after a past of the session's own making. */
  async function run(rows: readonly (readonly number[])[], past: Record<string, unknown> | null, before: number) {
    const { ort, graph } = session;
    const length = Math.max(...rows.map((row) => row.length));
    const int64 = (make: (row: readonly number[], at: number) => number, width: number) =>
      new ort.Tensor(
        'int64',
        BigInt64Array.from(rows.flatMap((row) => Array.from({ length: width }, (_, at) => BigInt(make(row, at))))),
        [rows.length, width],
      );
    const feeds: Record<string, unknown> = {
      input_ids: int64((row, at) => row[at] ?? 0, length),
      attention_mask: int64((row, at) => (at < before + row.length ? 1 : 0), before + length),
      position_ids: int64((_, at) => before + at, length),
      num_logits_to_keep: new ort.Tensor('int64', BigInt64Array.of(0n), []),
    };
    for (const name of graph.inputNames.filter((input) => input.startsWith('past'))) {
      feeds[name] =
        past?.[name.replace('past_key_values', 'present')] ?? new ort.Tensor('float32', [], [rows.length, 4, 0, 32]);
    }
    return graph.run(feeds as Parameters<typeof graph.run>[0]);
  }
  const dataOf = (tensor: unknown) => (tensor as { data: Float32Array }).data;

  test('a prefix and its continuation give what the whole gives', async () => {
    const whole = await run([ids], null, 0);
    const prefix = await run([ids.slice(0, 25)], null, 0);
    const rest = await run([ids.slice(25)], prefix, 25);
    for (const name of ['logits', 'hidden_states']) {
      const [expected, got] = [dataOf(whole[name]), dataOf(rest[name])];
      const skipped = expected.length - got.length;
      got.forEach((value, i) => expect(Math.abs(value - (expected[skipped + i] ?? NaN))).toBeLessThan(1e-4));
    }
  });

  test('padding on the right changes nothing before it', async () => {
    const alone = await run([ids.slice(0, 17)], null, 0);
    const padded = await run([ids.slice(0, 17), ids], null, 0);
    const [expected, got] = [dataOf(alone['logits']), dataOf(padded['logits'])];
    expected.forEach((value, i) => expect(Math.abs(value - (got[i] ?? NaN))).toBeLessThan(1e-4));
  });
});

describe('the tokenizer', () => {
  test('every model has the same', () => {
    const hashes = catalogue.map(({ files }) => files.find((file) => file.path === 'tokenizer.json')?.sha256);
    expect(new Set(hashes).size).toBe(1);
  });

  test('gives the ids that training saw, odd characters included', async () => {
    const engine = onnxEngine(nodeMachine());
    valueOf(await engine.load(fromDisk(entry('coin')), 'wasm', () => undefined, never));
    expect(witness.encoded.length).toBeGreaterThan(40);
    for (const { text, ids } of witness.encoded) {
      expect(valueOf((await engine.embed([{ text }], never))[0]).tokenIds, text).toEqual(ids);
    }
  });
});
