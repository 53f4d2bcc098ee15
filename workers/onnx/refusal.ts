import type { Reply } from '../../src/domain/reply.ts';
import { failed } from '../../src/domain/reply.ts';
import { faultOf } from './fault.ts';

/** What is wrong with a graph, by the words of whoever found it, and what a person can do. */
const advice: readonly (readonly [RegExp, string])[] = [
  [/zip archive/, 'unpack it, and choose the folder that comes out'],
  [/web page|Git LFS pointer|JSON text/, 'download the file itself again'],
  [/it is empty|cut short|broken/, 'it did not come whole: download it again'],
  [
    /opset|operator set/i,
    'the model was exported for another version of ONNX: export it again for operator set 17 to 21',
  ],
  [
    /unknown input/,
    'this engine runs text decoders and sentence encoders: models that take pictures or sound, and pairs of encoder and decoder, cannot run here',
  ],
  [
    /not a registered function\/op|no op registered|Could not find an implementation|not implemented/i,
    'the graph uses an operator that ONNX Runtime has not got in the browser: take another export of the model',
  ],
  [/Protobuf parsing failed|Failed to load model|INVALID_PROTOBUF/i, 'the file is damaged: download it again'],
];

/** A graph that did not open: what it is, and what to do now. */
export function refusalOf(error: unknown, path: string): Reply<never> {
  const reply = faultOf(error, `Open ${path}`, 'bad-model');
  if (reply.ok || reply.fault !== 'bad-model') return reply;
  const found = advice.find(([pattern]) => pattern.test(reply.message))?.[1];
  return failed('bad-model', `${reply.message.replace(/\.$/, '')}; ${found ?? 'take another export of the model'}.`);
}
