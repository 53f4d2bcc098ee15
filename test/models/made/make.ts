import { besideItself, decoderMade, encoderMade, smol, writeMade } from './folders.ts';
import { writeLarge } from './large.ts';

/** Every kind of folder that can be made; the decoders are SmolLM2's layout unless they say otherwise. */
const kinds: Readonly<Record<string, (root: string) => unknown>> = {
  smol: (root) => writeMade(root, decoderMade()),
  plain: (root) => writeMade(root, decoderMade({ ...smol, style: 'plain' })),
  hybrid: (root) => writeMade(root, decoderMade({ ...smol, layers: 3, convolutions: [0, 2] })),
  fp16: (root) => writeMade(root, decoderMade({ ...smol, dtype: 'fp16' })),
  q8: (root) => writeMade(root, decoderMade({ ...smol, dtype: 'q8' })),
  q4: (root) => writeMade(root, decoderMade({ ...smol, dtype: 'q4' })),
  beside: async (root) => writeMade(root, await besideItself(decoderMade())),
  minilm: (root) => writeMade(root, encoderMade()),
  large: (root) => writeLarge(root),
};

const [kind = '', root] = process.argv.slice(2);
const make = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
if (!make || root === undefined) {
  process.stderr.write(
    `usage: tsx test/models/made/make.ts KIND FOLDER, where KIND is one of ${Object.keys(kinds).join(', ')}\n`,
  );
  process.exit(2);
}
await make(root);
