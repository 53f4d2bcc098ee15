import { resolve } from 'node:path';
import { onnxEngine } from '../../workers/onnx/engine.ts';
import { engineContract } from './engine.contract.ts';
import { vocabulary } from './fixtures/byte-tokenizer.ts';
import { decoderFolder, diskFolder, encoderFolder } from './fixtures/folders.ts';
import { nodeMachine } from './fixtures/node-machine.ts';
import { decoder, small } from './wire/decoder.ts';

const engine = () => onnxEngine(nodeMachine());

engineContract({
  name: 'onnx, a tiny decoder',
  engine,
  model: decoderFolder(),
  verbs: ['weigh', 'generate', 'embed'],
  tokens: vocabulary,
});

engineContract({
  name: 'onnx, a tiny decoder that opens with <s> and has no template',
  engine,
  model: decoderFolder({ bos: true, template: null }),
  verbs: ['weigh', 'generate', 'embed'],
});

// As real exports are: without a last hidden layer of their own, which is then added.
for (const style of ['skip', 'plain'] as const) {
  engineContract({
    name: `onnx, a ${style} decoder without hidden_states`,
    engine,
    model: decoderFolder({
      graph: decoder({ ...small, style, vocabulary: vocabulary.length, keep: style === 'skip' }),
    }),
    verbs: ['weigh', 'generate', 'embed'],
    tokens: vocabulary,
  });
}

engineContract({ name: 'onnx, a tiny encoder', engine, model: encoderFolder(), verbs: ['embed'] });

const candid = diskFolder('candid', resolve(import.meta.dirname, '../../models/reference/candid'));
if (!candid) throw new Error('find models/reference/candid: it is not there, and comes with the repository');
engineContract({ name: 'onnx, candid', engine, model: candid, verbs: ['weigh', 'generate', 'embed'] });
