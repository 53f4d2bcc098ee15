import * as v from 'valibot';
import type { Annotation } from '../domain/annotation.ts';
import type { Estimate, PhraseScore } from '../domain/report.ts';
import type { Run } from '../domain/run.ts';
import { count, finite, hash, measure, text, words } from './fields.ts';
import { fault, trial } from './trial-schema.ts';

const engine: v.GenericSchema<unknown, Run['engine']> = v.strictObject({
  id: words,
  version: text,
  device: v.picklist(['wasm', 'webgpu', 'none']),
  deviceDetail: text,
  dtype: text,
  selfTest: text,
  repeatable: v.exactOptional(v.literal(true)),
  maxDifference: v.exactOptional(v.nullable(measure)),
});

const model: v.GenericSchema<unknown, Run['model']> = v.strictObject({
  id: words,
  title: text,
  hash,
  files: v.array(v.strictObject({ path: words, bytes: count, sha256: hash })),
  templateHash: hash,
  parameters: v.nullable(count),
  layers: v.exactOptional(v.nullable(count)),
  contextLength: count,
  verbs: v.array(v.picklist(['weigh', 'generate', 'embed'])),
});

const plan: v.GenericSchema<unknown, Run['plan']> = v.strictObject({
  parts: v.array(
    v.strictObject({
      suite: v.strictObject({ id: words, version: count, hash }),
      protocol: v.strictObject({ id: words, version: count }),
      setting: v.exactOptional(
        v.strictObject({ layer: v.exactOptional(count), pooling: v.exactOptional(v.picklist(['mean', 'last'])) }),
      ),
      itemIds: v.array(words),
      chosen: v.exactOptional(count),
    }),
  ),
  seed: finite,
  intervention: v.exactOptional(v.strictObject({ id: words, title: text, dose: finite, unit: text })),
  preamble: v.exactOptional(v.strictObject({ id: words, title: text, text: words })),
});

const time = v.pipe(
  v.string(),
  v.check(
    (value) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value)),
    'is no time in ISO 8601, UTC',
  ),
);

const run = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/, 'is no plain id')),
  userAgent: text,
  started: time,
  ended: v.nullable(time),
  status: v.picklist(['running', 'finished', 'stopped', 'failed']),
  failure: text,
  restarts: v.exactOptional(v.array(v.strictObject({ fault, after: count }))),
  shard: v.exactOptional(
    v.pipe(
      v.strictObject({ index: count, of: count }),
      v.check(({ index, of }) => index >= 1 && index <= of, 'is no shard: index goes from 1 to of'),
    ),
  ),
});

const said = { id: words, suiteId: words, itemId: words, made: time };

/** The form of what was said by hand about an item. */
export const annotation: v.GenericSchema<unknown, Annotation> = v.variant('kind', [
  v.strictObject({ ...said, kind: v.literal('note'), text }),
  v.strictObject({
    ...said,
    kind: v.literal('correction'),
    verdict: v.variant('kind', [
      v.strictObject({
        kind: v.literal('scored'),
        value: v.pipe(finite, v.minValue(0, 'is below 0'), v.maxValue(1, 'is above 1')),
      }),
      v.strictObject({ kind: v.literal('left-out') }),
      v.strictObject({ kind: v.literal('as-read') }),
    ]),
    reason: words,
  }),
]);

const estimate: v.GenericSchema<unknown, Estimate & { readonly suite: string }> = v.strictObject({
  suite: words,
  id: words,
  label: text,
  value: v.nullable(measure),
  lower: v.nullable(measure),
  upper: v.nullable(measure),
  n: count,
  method: text,
  unit: v.picklist(['share', 'nats', 'cosine', 'score', 'correlation', 'count']),
  floor: v.nullable(measure),
});

const phraseScore: v.GenericSchema<unknown, PhraseScore> = v.strictObject({
  itemId: words,
  text,
  role: v.picklist(['anchor', 'probe']),
  side: v.picklist(['do', 'dont', 'between']),
  pair: text,
  score: measure,
  second: v.exactOptional(measure),
});

const part = v.strictObject({
  suiteId: words,
  asked: count,
  scored: count,
  unscored: count,
  failed: count,
  cautions: v.array(text),
  phrases: v.array(phraseScore),
  scale: v.exactOptional(v.picklist(['direction', 'cosine', 'yes-no'])),
});

/** What stands at the head of a run, in a run file and in a backup. */
export const runHead = {
  app: v.strictObject({ name: v.literal('Touchstone'), version: words }),
  run,
  planHash: hash,
  plan,
  model,
  engine,
};

/** What may stand after the trials as well as before them. */
const afterTrials = { annotations: v.exactOptional(v.array(annotation)), trialsHash: v.exactOptional(hash) };

/** The form of a run file, versions 1 and 2; suites go through their own door, and what spans fields is in `bundle-fault.ts`. */
export const runFileSchema = v.strictObject({
  format: v.literal('touchstone/run'),
  version: v.picklist([1, 2]),
  ...runHead,
  report: v.strictObject({ estimates: v.array(estimate), parts: v.array(part) }),
  suites: v.array(v.unknown()),
  trials: v.array(trial),
  ...afterTrials,
});

/** The form of what came after the trials. */
export const restSchema = v.strictObject(afterTrials);
