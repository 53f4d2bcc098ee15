import * as v from 'valibot';
import type { Estimate, PhraseScore } from '../domain/report.ts';
import type { Run } from '../domain/run.ts';
import { count, finite, hash, measure, text, words } from './fields.ts';
import { trial } from './trial-schema.ts';

const engine: v.GenericSchema<unknown, Run['engine']> = v.strictObject({
  id: words,
  version: text,
  device: v.picklist(['wasm', 'webgpu', 'none']),
  deviceDetail: text,
  dtype: text,
  selfTest: text,
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
      itemIds: v.array(words),
    }),
  ),
  seed: finite,
  intervention: v.exactOptional(v.strictObject({ id: words, title: text, dose: finite, unit: text })),
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
});

const estimate: v.GenericSchema<unknown, Estimate & { readonly suite: string }> = v.strictObject({
  suite: words,
  id: words,
  label: text,
  value: v.nullable(measure),
  lower: v.nullable(measure),
  upper: v.nullable(measure),
  n: count,
  method: text,
  unit: v.picklist(['share', 'nats', 'cosine', 'score', 'correlation']),
  floor: v.nullable(measure),
});

const phraseScore: v.GenericSchema<unknown, PhraseScore> = v.strictObject({
  itemId: words,
  text,
  role: v.picklist(['anchor', 'probe']),
  side: v.picklist(['do', 'dont', 'between']),
  pair: text,
  score: measure,
});

const part = v.strictObject({
  suiteId: words,
  asked: count,
  scored: count,
  unscored: count,
  failed: count,
  cautions: v.array(text),
  phrases: v.array(phraseScore),
});

/** The form of a run file, version 1; suites go through their own door, and what spans fields is in `bundle-fault.ts`. */
export const runFileSchema = v.strictObject({
  format: v.literal('touchstone/run'),
  version: v.literal(1),
  app: v.strictObject({ name: v.literal('Touchstone'), version: words }),
  run,
  planHash: hash,
  plan,
  model,
  engine,
  report: v.strictObject({ estimates: v.array(estimate), parts: v.array(part) }),
  suites: v.array(v.unknown()),
  trials: v.array(trial),
});
