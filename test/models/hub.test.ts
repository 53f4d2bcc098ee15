import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
  bytesOfVariant,
  entryOf,
  filesOfVariant,
  hubModels,
  keptId,
  listedAs,
  whyNotOffered,
} from '../../models/hub.ts';

const words = v.pipe(v.string(), v.trim(), v.minLength(1));
const whole = v.pipe(v.number(), v.integer(), v.minValue(1));
const dtype = v.picklist(['fp32', 'fp16', 'q8', 'q4', 'q4f16']);
const file = v.pipe(
  v.strictObject({
    path: v.pipe(v.string(), v.regex(/^(onnx\/)?[\w.-]+$/)),
    bytes: v.nullable(whole),
    verified: v.boolean(),
    sha256: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
    optional: v.optional(v.literal(true)),
  }),
  v.check(({ verified, sha256 }) => verified === (sha256 !== null), 'is verified without a hash, or the reverse'),
  v.check(
    ({ verified, bytes }) => verified || bytes === null || Number(bytes.toPrecision(3)) === bytes,
    'has an exact size that nobody verified',
  ),
);
const schema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9.-]*$/)),
  engine: v.literal('onnx'),
  title: words,
  summary: v.pipe(words, v.regex(/\.$/)),
  kind: v.picklist(['decoder', 'encoder']),
  repo: v.pipe(v.string(), v.regex(/^[\w-]+\/[\w.-]+$/)),
  revision: v.pipe(v.string(), v.regex(/^(main|[0-9a-f]{40})$/)),
  licence: v.strictObject({ name: words, address: v.pipe(v.string(), v.regex(/^https:\/\//)), condition: words }),
  parameters: v.pipe(whole, v.minValue(10_000_000)),
  contextLength: v.pipe(whole, v.minValue(512)),
  languages: words,
  pooling: v.nullable(v.picklist(['mean', 'cls'])),
  texts: v.array(file),
  variants: v.pipe(v.array(v.strictObject({ dtype, files: v.pipe(v.array(file), v.minLength(1)) })), v.minLength(1)),
  cautions: v.array(
    v.strictObject({ dtypes: v.array(dtype), device: v.nullable(v.picklist(['webgpu', 'wasm'])), text: words }),
  ),
  sizesFrom: words,
});
const suffixes = { fp32: '', fp16: '_fp16', q8: '_quantized', q4: '_q4', q4f16: '_q4f16' };

describe('hubModels', () => {
  test('offers at least twelve real models, decoders first', () => {
    expect(hubModels.filter((model) => whyNotOffered(model) === '').length).toBeGreaterThanOrEqual(12);
    expect(hubModels[0]?.id).toBe('smollm2-135m-instruct');
    expect(hubModels.at(-1)?.kind).toBe('encoder');
  });

  test('each id, repo and kept id is there once', () => {
    const kept = hubModels.flatMap((model) => model.variants.map((variant) => keptId(model, variant)));
    for (const list of [hubModels.map(({ id }) => id), hubModels.map(({ repo }) => repo), kept])
      expect(new Set(list).size).toBe(list.length);
  });

  describe.each(hubModels)('$id', (model) => {
    test('says what it must, nothing else, and no number that nobody checked', () => {
      expect(
        v.safeParse(schema, model).issues?.map(({ message, path }) => [path?.map(({ key }) => key), message]),
      ).toBe(undefined);
    });

    test('every variant has config.json, tokenizer.json and the graph that its number format is named after', () => {
      for (const variant of model.variants) {
        const paths = filesOfVariant(model, variant).map(({ path }) => path);
        expect(paths).toEqual(expect.arrayContaining(['config.json', 'tokenizer.json', 'tokenizer_config.json']));
        const graph = `onnx/model${suffixes[variant.dtype as keyof typeof suffixes]}.onnx`;
        expect(variant.files[0]).toMatchObject({ path: graph });
        expect(variant.files[0]?.optional).toBeUndefined();
        for (const { path } of variant.files.slice(1)) expect(path).toMatch(new RegExp(`^${graph}_data(_\\d+)?$`));
        expect(new Set(paths).size).toBe(paths.length);
      }
    });

    test('each size is that of so many numbers of so few bits: from 3 to 48 bits each', () => {
      for (const variant of model.variants) {
        const bits = (8 * bytesOfVariant(model, variant)) / model.parameters;
        expect(bits, variant.dtype).toBeGreaterThan(3);
        expect(bits, variant.dtype).toBeLessThan(variant.dtype === 'fp32' ? 56 : 36);
      }
    });

    test('a decoder has no pooling, an encoder has one, and cautions name formats that it offers', () => {
      expect(model.pooling === null).toBe(model.kind === 'decoder');
      const offered = model.variants.map((variant) => variant.dtype);
      for (const { dtypes } of model.cautions)
        if (dtypes.length > 0) expect(dtypes.some((one) => offered.includes(one))).toBe(true);
    });

    test('a gemma says that it overflows in 16 bits; a dynamically quantised file says that it is slow', () => {
      const said = (one: string, device: string | null) =>
        model.cautions.some((caution) => caution.dtypes.includes(one) && caution.device === device);
      if (/gemma/.test(model.id)) expect(said('fp16', 'webgpu') && said('q4f16', 'webgpu')).toBe(true);
      if (model.variants.some((variant) => variant.dtype === 'q8')) expect(said('q8', null)).toBe(true);
    });
  });
});

test('whyNotOffered, an encoder that is read at its first token: is not offered, and says why', () => {
  const bge = hubModels.find(({ id }) => id === 'bge-small-en-v1.5');
  expect(bge && whyNotOffered(bge)).toMatch(/averages over all tokens/);
});

test('entryOf and listedAs find each other, whatever the number format', () => {
  for (const model of hubModels)
    for (const variant of model.variants) {
      const entry = entryOf(model, variant, 'http://localhost:1');
      expect(entry).toMatchObject({
        hub: 'http://localhost:1',
        repo: model.repo,
        title: `${model.title} (${variant.dtype})`,
      });
      expect(entry.id).toMatch(/^[\w.-]+$/);
      expect(listedAs(entry.id)).toEqual({ model, variant });
    }
  expect(listedAs('candid')).toBeUndefined();
});
