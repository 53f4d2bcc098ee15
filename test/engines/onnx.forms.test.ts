import { expect, test } from 'vitest';
import { place, type Placing } from '../../workers/onnx/device.ts';
import { formsOf } from '../../workers/onnx/forms.ts';
import { readout } from '../../workers/onnx/self-test.ts';
import type { View } from '../../workers/onnx/session.ts';
import { readTexts } from '../../workers/onnx/texts.ts';
import { readWeights } from '../../workers/onnx/weights.ts';
import { decoderMade, modelFilesOf, tiny } from '../models/made/folders.ts';
import { nodeMachine } from './fixtures/node-machine.ts';
import { valueOf } from './replies.ts';

const row = Array.from({ length: 12 }, (_, i) => 300 + i * 7);
const views: readonly View[] = [
  {},
  { steering: { layer: 1, vector: Array.from({ length: tiny.hidden }, (_, i) => Math.sin(i)) } },
  {},
  { steering: { layer: 0, vector: new Array<number>(tiny.hidden).fill(1) } },
];

/** What the model says in each view, one after another; `opened` counts the sessions that were opened. */
async function said(largest: number) {
  const { files } = modelFilesOf('tiny', decoderMade(tiny));
  const blobs = new Map(files.map(({ path, from }) => [path, from as Blob]));
  const { config } = valueOf(await readTexts(blobs));
  const machine = nodeMachine();
  const plain = await machine.ort();
  let opened = 0;
  let open = 0;
  let most = 0;
  const create = async (...given: Parameters<typeof plain.InferenceSession.create>) => {
    const session = await plain.InferenceSession.create(...given);
    opened += 1;
    most = Math.max(most, (open += 1));
    const release = session.release.bind(session);
    session.release = () => {
      open -= 1;
      return release();
    };
    return session;
  };
  const ort = { ...plain, InferenceSession: { create } } as unknown as typeof plain;
  const weights = valueOf(await readWeights(blobs.get('onnx/model.onnx') as Blob, 'model.onnx', []));
  const sign = () => undefined;
  const placing: Placing = { ort, machine, weights, config, dtype: 'fp32', modelType: 'llama', row, sign };
  const forms = formsOf(placing, valueOf(await place(placing, 'wasm')), largest);
  const rows: Float64Array[] = [];
  for (const view of views) rows.push(...(await readout(valueOf(await forms.session(view)), [row])));
  await forms.release();
  return { rows, opened, most, open };
}

test('formsOf: a large model has one form at a time, and says the same as one with both', async () => {
  const [together, apart] = [await said(Infinity), await said(0)];
  expect(apart.rows).toEqual(together.rows);
  expect(together.rows[2]).toEqual(together.rows[0]);
  expect(together.rows[1]).not.toEqual(together.rows[0]);
  expect(together).toMatchObject({ opened: 2, most: 2, open: 0 });
  expect(apart).toMatchObject({ opened: 4, most: 1, open: 0 });
});
