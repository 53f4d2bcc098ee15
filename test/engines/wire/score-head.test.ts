import { describe, expect, test } from 'vitest';
import { namesFor } from '../../../workers/onnx/wire/names.ts';
import { addInput, addNode, patched, type Patch } from '../../../workers/onnx/wire/patch.ts';
import { scan } from '../../../workers/onnx/wire/scan.ts';
import { scoreHead } from '../../../workers/onnx/wire/score-head.ts';
import { decoder, small } from './decoder.ts';
import { encoder } from './encoder.ts';
import { candid, gap, logSoftmax, open, rowsOf } from './running.ts';

const models: readonly (readonly [string, Uint8Array | null])[] = [
  ['a fused decoder', decoder(small)],
  ['a fused decoder with num_logits_to_keep', decoder({ ...small, keep: true })],
  ['a plain decoder', decoder({ ...small, style: 'plain' })],
  ['a decoder with scores as float16', decoder({ ...small, half: true })],
  ['candid', candid],
];
const vocabulary = 96;
const [batch, length, asked] = [3, 11, 5];
const rows = rowsOf(batch, length, vocabulary);
/** Of each row its last position and two others, not in order. */
const read = [10, 3, 21, 11, 32, 22, 29];
const tokens = read.map((at) => Array.from({ length: asked }, (_, i) => (at * 13 + i * 29) % vocabulary));

describe('scoreHead', () => {
  test.each(models.filter(([, file]) => file))('%s: log-softmax of the scores, in float64', async (_, file) => {
    const whole = file as Uint8Array;
    const found = await scan(whole);
    const head = scoreHead(found, namesFor(found));
    expect(head.narrowed).toBe(true);
    const [plain, headed] = [await open(whole), await open(patched(whole, head.patch))];
    const { logits } = await plain.run(rows, ['logits']);
    const answers = await headed.run(rows, [head.logprobs, head.best, 'logits'], {
      [head.positions]: { int64: read, dims: [read.length] },
      [head.tokens]: { int64: tokens.flat(), dims: [read.length, asked] },
    });
    const width = logits?.dims[2] as number;
    const expected = read.map((at) => logits?.data.slice(at * width, (at + 1) * width) as Float32Array);
    const logprobs = expected.flatMap((scores, i) => {
      const row = logSoftmax(scores);
      return (tokens[i] as number[]).map((token) => row[token] as number);
    });
    expect(gap(answers[head.logprobs]?.data, logprobs)).toBeLessThan(1e-5);
    expect(answers[head.logprobs]?.dims).toEqual([read.length, asked]);
    expect([...(answers[head.best]?.data ?? [])]).toEqual(
      expected.map((scores) => scores.indexOf(Math.max(...scores))),
    );
    // The scores themselves are untouched where they are still computed.
    expect(answers['logits']?.dims).toEqual([1, read.length, width]);
    expect(
      gap(
        answers['logits']?.data,
        expected.flatMap((scores) => [...scores]),
      ),
    ).toBeLessThan(1e-5);
    await plain.end();
    await headed.end();
  });

  /** A head on scores that are set from outside: the linear layer's output is respelled, and an input takes its place. */
  async function told(given: readonly (readonly number[])[], asked: readonly (readonly number[])[]) {
    const width = given[0]?.length as number;
    const whole = decoder({ ...small, vocabulary: width });
    const found = await scan(whole);
    const head = scoreHead(found, namesFor(found));
    const at = found.nodes.find(({ outputs }) => outputs[0] === 'logits')?.outputSpans[0]?.start as number;
    const set: Patch = {
      edits: [...head.patch.edits, { at, bytes: new TextEncoder().encode('logitz') }],
      additions: [
        ...head.patch.additions,
        addInput('given', 1, ['batch', 'kept', width]),
        addNode('Identity', ['given'], ['logits']),
      ],
    };
    const opened = await open(patched(whole, set));
    const answers = await opened.run([[1, 2]], [head.logprobs, head.best], {
      given: { float32: given.flat(), dims: [1, given.length, width] },
      [head.positions]: { int64: [...given.keys()], dims: [given.length] },
      [head.tokens]: { int64: asked.flat(), dims: [asked.length, asked[0]?.length ?? 0] },
    });
    await opened.end();
    return { logprobs: answers[head.logprobs]?.data, best: [...(answers[head.best]?.data ?? [])] };
  }

  test('scores with equals at the top: the first of them; far apart: no digit is lost', async () => {
    const equal = new Array<number>(vocabulary).fill(2);
    const steep = Array.from({ length: vocabulary }, (_, i) => 1000 - i * 25);
    const { logprobs, best } = await told(
      [equal, steep],
      [
        [0, 95],
        [0, 1],
      ],
    );
    expect(best).toEqual([0, 0]);
    expect(gap(logprobs, [-Math.log(96), -Math.log(96), -Math.log1p(Math.exp(-25)), -25])).toBeLessThan(1e-6);
  });

  test('a large vocabulary of which nearly all is next to nothing: what it adds up to is not lost', async () => {
    const many = 20_001;
    for (const top of [0, 7000, many - 1]) {
      // 1e-8 each, less than float32 can add to 1.
      const scores = Array.from({ length: many }, (_, i) => (i === top ? 30 : 30 - Math.log(1e8)));
      const { logprobs, best } = await told([scores], [[top, 5]]);
      const rest = (many - 1) * 1e-8;
      expect(best).toEqual([top]);
      expect(gap(logprobs?.subarray(0, 1), [-Math.log1p(rest)])).toBeLessThan(2e-6);
    }
  });

  test('a vocabulary whose size is not said: refused', async () => {
    const { outputs, ...rest } = await scan(decoder(small));
    const unsaid = { ...rest, outputs: outputs.map((each) => ({ ...each, dims: ['batch', 'kept', 'vocabulary'] })) };
    expect(() => scoreHead(unsaid, namesFor(unsaid))).toThrow('how large its vocabulary is');
  });

  test('a graph with names like ours: others are taken', async () => {
    const whole = decoder(small);
    const found = await scan(whole);
    const first = scoreHead(found, namesFor(found));
    const again = await scan(patched(whole, first.patch));
    const second = scoreHead(again, namesFor(again));
    expect(second.positions).not.toBe(first.positions);
    const opened = await open(patched(patched(whole, first.patch), second.patch));
    expect(opened.inputs).toEqual(
      expect.arrayContaining([first.positions, second.positions, first.tokens, second.tokens]),
    );
    await opened.end();
  });

  test('a Blob: patched without being read, to the same bytes', async () => {
    const whole = decoder(small);
    const { patch } = scoreHead(await scan(whole), namesFor(await scan(whole)));
    expect(new Uint8Array(await patched(new Blob([whole]), patch).arrayBuffer())).toEqual(patched(whole, patch));
  });

  test('an encoder: refused', async () => {
    const found = await scan(encoder({ layers: 2, writtenOut: false, reveal: [] }));
    expect(() => scoreHead(found, namesFor(found))).toThrow('no output logits');
  });
});
