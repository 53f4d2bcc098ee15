import { beforeAll, describe, expect, test } from 'vitest';
import { faults } from '../../src/views/faults.ts';
import { onnxEngine } from '../../workers/onnx/engine.ts';
import { besideItself, decoderMade, decoderTexts, modelFilesOf, tiny, type Made } from '../models/made/folders.ts';
import { makeDecoder } from '../models/made/decoder.ts';
import { graphMaker } from './fixtures/onnx-graph.ts';
import type { Bytes } from './fixtures/protobuf.ts';
import { nodeMachine } from './fixtures/node-machine.ts';
import { never, valueOf } from './replies.ts';

const whole = decoderMade(tiny);
const graph = whole['onnx/model.onnx'] as Bytes;
const without = (path: string) => Object.fromEntries(Object.entries(whole).filter(([name]) => name !== path));
const text = (content: string) => new TextEncoder().encode(content);
const withGraph = (content: Bytes): Made => ({ ...whole, 'onnx/model.onnx': content });
const zip = Uint8Array.from([0x50, 0x4b, 3, 4, ...new Array<number>(200).fill(7)]);

/** A graph of one node; its operator set is written as the last byte but those of the other set. */
function oneNode(op: string, opset: number, input = 'input_ids'): Bytes {
  const maker = graphMaker();
  maker.input({ name: input, type: 'int64', shape: ['batch', 'sequence'] });
  maker.node(op, [input], ['logits']);
  maker.output({ name: 'logits', type: 'int64', shape: ['batch', 'sequence'] });
  const file = maker.file();
  // `operatorSet('', 17)` is the message 0a 00 10 11.
  const at = file.findLastIndex((byte, i) => byte === 17 && file[i - 1] === 0x10);
  file[at] = opset;
  return file;
}

/** Each folder that cannot be opened: what is said of it, and what to do. */
const cases: readonly (readonly [string, () => Made | Promise<Made>, RegExp, RegExp])[] = [
  ['without tokenizer.json', () => without('tokenizer.json'), /tokenizer\.json is missing/, /take an export/],
  ['without config.json', () => without('config.json'), /config\.json is missing/, /fetch it/],
  ['without a graph', () => decoderTexts(tiny), /no graph, wanted onnx\/model\.onnx/, /take the ONNX export/],
  [
    'with weights of another kind',
    () => ({ ...decoderTexts(tiny), 'model.safetensors': text('x') }),
    /no graph/,
    /\.safetensors.*take the ONNX export/,
  ],
  [
    'whose tokenizer is a web page',
    () => ({ ...whole, 'tokenizer.json': text('<!doctype html>') }),
    /web page/,
    /again/,
  ],
  ['whose tokenizer is cut short', () => ({ ...whole, 'tokenizer.json': text('{"model": {') }), /cut short/, /again/],
  [
    'whose tokenizer is of no known kind',
    () => ({ ...whole, 'tokenizer.json': {} }),
    /not known here/,
    /take an export/,
  ],
  [
    'whose chat template is broken',
    () => ({ ...whole, 'chat_template.jinja': text('{% for x in %}') }),
    /Read chat template/,
    /mend/,
  ],
  ['whose graph is a renamed zip', () => withGraph(zip), /zip archive/, /unpack it/],
  ['whose graph is a web page', () => withGraph(text('<html>404</html>')), /web page/, /download the file itself/],
  [
    'whose graph is a Git LFS pointer',
    () => withGraph(text('version https://git-lfs.github.com/spec/v1\n')),
    /Git LFS pointer/,
    /download the file itself/,
  ],
  ['whose graph is empty', () => withGraph(new Uint8Array(0)), /it is empty/, /download it again/],
  ['whose graph is cut short', () => withGraph(graph.slice(0, graph.length / 2)), /cut short/, /download it again/],
  [
    'whose weights beside the graph are empty',
    async () => ({ ...(await besideItself(whole)), 'onnx/model.onnx_data': new Uint8Array(0) }),
    /model\.onnx_data has 0 bytes/,
    /download it again/,
  ],
  [
    'whose weights beside the graph are missing',
    async () => {
      const { 'onnx/model.onnx_data': _, ...rest } = await besideItself(whole);
      return rest;
    },
    /model\.onnx_data is missing/,
    /put it beside/,
  ],
  ['of an unknown operator', () => withGraph(oneNode('Teleport', 17)), /Teleport/, /take another export/],
  [
    'of an operator set to come',
    () => withGraph(oneNode('Identity', 99)),
    /operator set 99|opset 99/i,
    /export it again/,
  ],
  ['of an unknown architecture', () => withGraph(oneNode('Identity', 17, 'pixel_values')), /pixel_values/, /pictures/],
  [
    'whose tokenizer has ids beyond the table',
    () => ({ ...whole, 'onnx/model.onnx': makeDecoder({ ...tiny, vocabulary: 40 }) }),
    /token \d+, the graph has 40/,
    /take both from one folder/,
  ],
];

describe('a model folder', () => {
  const engine = onnxEngine(nodeMachine());
  const load = (made: Made) => engine.load(modelFilesOf('made', made), 'auto', () => undefined, never);
  const question = { prompt: { kind: 'text' as const, text: 'Help a' }, continuations: [' friend'] };
  let before: unknown;
  beforeAll(async () => {
    valueOf(await load(whole));
    before = (await engine.weigh([question], never)).map(valueOf);
  });

  test.each(cases)('%s: a bad model, what it is and what to do', async (_, made, what, now) => {
    const reply = await load(await made());
    if (reply.ok) throw new Error('it must not open');
    expect(reply.fault).toBe('bad-model');
    expect(reply.message).toMatch(what);
    expect(reply.message).toMatch(now);
    expect(reply.message).toMatch(/\.$/);
    expect(faults[reply.fault].now).not.toBe('');
  });

  test('after all of them: a good one opens and says what it said before', async () => {
    valueOf(await load(whole));
    expect((await engine.weigh([question], never)).map(valueOf)).toEqual(before);
  });

  test('a question whose tokens lie beyond the table: refused, and only that one', async () => {
    const made = { ...whole, 'onnx/model.onnx': makeDecoder({ ...tiny, vocabulary: 1000 }) };
    const config = { ...(whole['config.json'] as object), vocab_size: 1024 };
    valueOf(await load({ ...made, 'config.json': config }));
    // " yes" is the last token but two of 1024.
    const replies = await engine.weigh([question, { ...question, continuations: [' yes'] }], never);
    expect(replies.map((reply) => (reply.ok ? 'fine' : reply.fault))).toEqual(['fine', 'bad-model']);
    expect(replies[1]).toMatchObject({ message: expect.stringContaining('token 1021 of 1000') });
  });
});
