import * as v from 'valibot';
import { sha256 } from '../domain/canonical.ts';
import { readJson } from '../domain/json-text.ts';
import { parsed, refusalOf, refused, type Parsed } from '../domain/parsed.ts';
import type { RunBundle } from '../domain/run.ts';
import { readJsonLines } from './json-lines.ts';
import { peerRun, type Candidate, type PeerAnswer } from './peer-run.ts';
import { bytesOf } from './pieces.ts';

const limits = { bytes: 256 * 2 ** 20, depth: 32 };
const lineLimits = { bytes: 2 ** 24, depth: 16 };

const sampleSchema = v.looseObject({
  doc: v.looseObject({ id: v.string(), ask: v.number(), prompt: v.string(), choices: v.array(v.string()) }),
  arguments: v.record(v.string(), v.looseObject({ arg_0: v.string(), arg_1: v.string() })),
  filtered_resps: v.array(v.tuple([v.union([v.string(), v.number()]), v.union([v.string(), v.boolean()])])),
});

const resultsSchema = v.looseObject({
  results: v.record(v.string(), v.unknown()),
  model_name: v.optional(v.nullable(v.string()), null),
  model_source: v.optional(v.nullable(v.string()), null),
  lm_eval_version: v.optional(v.nullable(v.string()), null),
  date: v.optional(v.nullable(v.number()), null),
  chat_template_sha: v.optional(v.nullable(v.string()), null),
  pretty_env_info: v.optional(v.nullable(v.string()), null),
  config: v.optional(
    v.looseObject({
      model_args: v.optional(v.unknown()),
      model_sha: v.optional(v.unknown()),
      model_dtype: v.optional(v.unknown()),
    }),
    {},
  ),
});

/**
 * Reads what lm-evaluation-harness wrote about tasks that Touchstone made: samples files (JSON Lines, written with
 * `--log_samples`) and, if it is there, the results file of the same run, which names the model. `seen` is when the files were made,
 * for where no file says so.
 */
export async function readLmEval(
  samples: readonly { readonly name: string; readonly file: Blob }[],
  results: Blob | null,
  candidates: readonly Candidate[],
  context: { readonly appVersion: string; readonly seen: string },
): Promise<Parsed<RunBundle>> {
  const about = await readResults(results);
  if (!about.ok) return about;
  const answers: PeerAnswer[] = [];
  for (const { name, file } of samples) {
    for await (const { line, value } of readJsonLines(bytesOf(file), lineLimits)) {
      if (!value.ok) return refused(`${name} ${value.place}`, value.message);
      const answer = answerOf(value.value, `${name} line ${line}`);
      if (!answer.ok) return answer;
      answers.push(answer.value);
    }
  }
  const { model_name, model_source, lm_eval_version, date, chat_template_sha, pretty_env_info, config } = about.value;
  const told = date === null ? NaN : date * 1000;
  const started = Number.isFinite(told) && Math.abs(told) < 8e15 ? new Date(told).toISOString() : context.seen;
  return peerRun(answers, candidates, {
    started,
    ended: started,
    appVersion: context.appVersion,
    userAgent: 'lm-evaluation-harness',
    modelName: model_name ?? 'a model of lm-evaluation-harness',
    modelMark: JSON.stringify([model_source, model_name, config.model_args ?? null, config.model_sha ?? null]),
    templateHash: /^[0-9a-f]{64}$/.test(chat_template_sha ?? '') ? (chat_template_sha ?? '') : await sha256(''),
    engine: {
      id: 'lm-eval',
      version: `lm-evaluation-harness ${lm_eval_version ?? 'of unknown version'}`,
      device: 'none',
      deviceDetail: (pretty_env_info ?? '').slice(0, 300),
      dtype: typeof config.model_dtype === 'string' ? config.model_dtype : 'unknown',
      selfTest: '',
    },
  });
}

async function readResults(results: Blob | null): Promise<Parsed<v.InferOutput<typeof resultsSchema>>> {
  const json = results ? await readJson(results, limits) : parsed({ results: {} });
  if (!json.ok) return json;
  const read = v.safeParse(resultsSchema, json.value, { abortEarly: true });
  return read.success ? parsed(read.output) : refusalOf(read.issues[0]);
}

function answerOf(sample: unknown, place: string): Parsed<PeerAnswer> {
  const read = v.safeParse(sampleSchema, sample, { abortEarly: true });
  if (!read.success) {
    const { place: inner, message } = refusalOf(read.issues[0]);
    return refused(`${place}: ${inner}`, message);
  }
  const { doc, filtered_resps: replies, arguments: asked } = read.output;
  const rendered = asked['gen_args_0']?.arg_0 ?? '';
  const weighed = replies.map(([logprob, greedy]) => ({
    logprob: Number(logprob),
    tokens: [],
    greedy: greedy === true || greedy === 'True',
  }));
  if (weighed.some(({ logprob }) => Number.isNaN(logprob) || logprob > 1e-3))
    return refused(`${place}: filtered_resps`, 'holds what is no log-probability');
  const answer = { shown: { rendered, tokenIds: [] }, weighed };
  return parsed({ itemId: doc.id, ask: doc.ask, prompt: doc.prompt, answer, place });
}
