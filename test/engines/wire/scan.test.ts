import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { externalFiles, externalise } from '../../../workers/onnx/wire/externalise.ts';
import { namesFor } from '../../../workers/onnx/wire/names.ts';
import { addOutput, patched } from '../../../workers/onnx/wire/patch.ts';
import { residualStream } from '../../../workers/onnx/wire/residual.ts';
import { scan, type Scan } from '../../../workers/onnx/wire/scan.ts';
import { scoreHead } from '../../../workers/onnx/wire/score-head.ts';
import { bytes, integer, join, text } from '../../../workers/onnx/wire/encode.ts';
import { decoder, small } from './decoder.ts';
import { candid } from './running.ts';

const file = decoder({ ...small, keep: true });
const told = ({ source: _, fetched: __, ...graph }: Scan) => graph;

describe('scan', () => {
  test('a decoder: inputs, outputs, operator sets, nodes and constants', async () => {
    const found = await scan(file);
    expect(found.inputs.map(({ name }) => name).slice(0, 3)).toEqual([
      'input_ids',
      'attention_mask',
      'past_key_values.0.key',
    ]);
    expect(found.inputs.find(({ name }) => name === 'past_key_values.0.key')).toEqual({
      name: 'past_key_values.0.key',
      type: 1,
      dims: ['batch', 2, 'past', 16],
    });
    expect(found.outputs.at(-1)).toEqual({ name: 'logits', type: 1, dims: ['batch', 'kept', 96] });
    expect([...found.opsets]).toEqual([
      ['', 17],
      ['com.microsoft', 1],
    ]);
    expect(found.nodes.filter(({ op }) => op === 'GroupQueryAttention').map(({ domain }) => domain)).toEqual(
      new Array(3).fill('com.microsoft'),
    );
    const table = found.initializers.find(({ name }) => name === 'model.embed_tokens.weight');
    expect(table?.dims).toEqual([96, 64]);
    if (table?.place.kind !== 'inline') throw new Error('the table must lie in the file');
    expect(table.place.end - table.place.start).toBe(96 * 64 * 4);
  });

  test('names: lie where the spans say', async () => {
    const { nodes } = await scan(file);
    const read = (start: number, end: number) => new TextDecoder().decode(file.subarray(start, end));
    for (const node of nodes) {
      expect(node.inputSpans.map(({ start, end }) => read(start, end))).toEqual(node.inputs);
      expect(node.outputSpans.map(({ start, end }) => read(start, end))).toEqual(node.outputs);
    }
  });

  test('a Blob: the same as in memory, and the weights are not read', async () => {
    const large = decoder({ ...small, vocabulary: 20_000, keep: true });
    const found = await scan(new Blob([large]));
    expect(told(found)).toEqual(told(await scan(large)));
    expect(large.length).toBeGreaterThan(10e6);
    expect(found.fetched).toBeLessThan(600_000);
  });

  test('a graph in two parts: both are read', async () => {
    const more = patched(file, { edits: [], additions: [addOutput('mask_sum', 7, ['batch'])] });
    expect((await scan(more)).outputs.at(-1)?.name).toBe('mask_sum');
  });

  test.each([
    ['nothing', '', 'it is empty'],
    ['a web page', '\n<!DOCTYPE html><html><body>Not found</body></html>', 'it is a web page'],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\n', 'Git LFS pointer'],
    ['JSON', '{"error": "Repository not found"}', 'it is JSON text'],
    ['a zip archive', 'PK\u0003\u0004\u0014', 'it is a zip archive'],
    ['words', 'Entry not found', 'wire type'],
    ['zeros', '\0'.repeat(100), 'no field begins'],
  ])('%s in place of a model: refused', async (_, content, words) => {
    const reading = scan(new TextEncoder().encode(content));
    await expect(reading).rejects.toThrow(RangeError);
    await expect(reading).rejects.toThrow(words);
  });

  test('a length beyond the file, of 2^60 bytes, and below zero: refused', async () => {
    const lengths = [[0x7f], [...new Array<number>(8).fill(0xff), 0x0f], [...new Array<number>(9).fill(0xff), 0x01]];
    for (const length of lengths) {
      await expect(scan(Uint8Array.from([0x3a, ...length, 0x0a]))).rejects.toThrow(/cut short|broken/);
    }
    const endless = Uint8Array.from([0x3a, ...new Array<number>(10).fill(0xff)]);
    await expect(scan(endless)).rejects.toThrow('does not end');
  });

  test('a model without a graph, and a graph with nothing in it: refused', async () => {
    await expect(scan(integer(1, 8))).rejects.toThrow('no graph in it');
    await expect(scan(join(integer(1, 8), bytes(7, text(2, 'main'))))).rejects.toThrow('no graph in it');
  });

  test('a constant whose shape is not its size: refused, and which', async () => {
    const constant = (...dims: number[]) =>
      join(...dims.map((size) => integer(1, size)), integer(2, 1), text(8, 'w'), bytes(9, new Uint8Array(8)));
    const model = (content: Uint8Array) => patched(file, { edits: [], additions: [bytes(5, content)] });
    await expect(scan(model(constant(3)))).rejects.toThrow('constant w has 8 bytes, its shape wants 12');
    await expect(scan(model(constant(-1, 2)))).rejects.toThrow('impossible shape');
    await expect(scan(model(constant(2 ** 40, 2 ** 40)))).rejects.toThrow('impossible shape');
    await expect(scan(model(constant(2)))).resolves.toBeDefined();
  });

  test.each(['/etc/passwd', '../up', 'a/../../b', '*/_ORT_MEM_ADDR_/*', 'https://x.test/w', ''])(
    'external data in "%s": refused',
    async (location) => {
      const entry = (key: string, value: string) => bytes(13, join(text(1, key), text(2, value)));
      const constant = join(integer(1, 2), integer(2, 1), text(8, 'w'), entry('location', location), integer(14, 1));
      const reading = scan(patched(file, { edits: [], additions: [bytes(5, constant)] }));
      await expect(reading).rejects.toThrow('wanted a file beside this one');
    },
  );

  test('a model cut anywhere: refused, or read up to where it is whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: file.length - 1 }), async (length) => {
        await expectRangeErrorOrAll(file.slice(0, length));
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test('a model with bytes changed: never another error, never without end', async () => {
    const change = fc.record({ at: fc.nat(file.length - 1), byte: fc.nat(255) });
    // Most of a file is weights; the names and lengths of its second half lie close together.
    const near = fc.record({ at: fc.nat(12_000), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(change, near), { minLength: 1, maxLength: 8 }), async (changes) => {
        const broken = file.slice();
        for (const { at, byte } of changes) broken[at] = byte;
        await expectRangeErrorOrAll(broken);
      }),
      { numRuns: 400, seed: 2 },
    );
  });

  test('bytes at random: never another error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (given) => {
        await expectRangeErrorOrAll(given);
        await expectRangeErrorOrAll(join(bytes(7, given)));
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  test.skipIf(!candid)('candid: a decoder with caches', async () => {
    const found = await scan(candid as Uint8Array);
    expect(found.outputs.map(({ name }) => name)).toContain('logits');
    expect(found.inputs.filter(({ name }) => name.startsWith('past')).length).toBeGreaterThan(0);
  });
});

/** Reads and changes a file in every way there is. */
async function expectRangeErrorOrAll(given: Uint8Array<ArrayBuffer>): Promise<void> {
  const reading = async (source: Uint8Array | Blob) => {
    const found = await scan(source);
    await externalise(found, 'weights');
    const names = namesFor(found);
    for (const step of [() => scoreHead(found, names), () => residualStream(found)]) {
      try {
        step();
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }
    return told(found);
  };
  const outcome = (source: Uint8Array | Blob) =>
    reading(source).catch((error: unknown) => {
      expect(error).toBeInstanceOf(RangeError);
      return String(error);
    });
  expect(await outcome(new Blob([given]))).toEqual(await outcome(given));
}

describe('externalFiles', () => {
  test('a model of one file: none; of more: how long each must be', async () => {
    expect(externalFiles((await scan(file)).initializers).size).toBe(0);
    const { graph } = await externalise(await scan(file), 'model.onnx');
    const { initializers } = await scan(graph);
    expect([...externalFiles(initializers).keys()]).toEqual(['model.onnx']);
    expect(externalFiles(initializers).get('model.onnx')).toBeLessThanOrEqual(file.length);
  });
});
