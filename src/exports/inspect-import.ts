import * as v from 'valibot';
import { sha256 } from '../domain/canonical.ts';
import { readJson } from '../domain/json-text.ts';
import { parsed, refusalOf, refused, type Parsed } from '../domain/parsed.ts';
import type { RunBundle } from '../domain/run.ts';
import type { ZipEntry } from '../domain/zip/entry.ts';
import { BrokenEntry, unpacked } from '../domain/zip/unpacked.ts';
import { peerRun, type Candidate, type PeerAnswer } from './peer-run.ts';
import { blobOf } from './pieces.ts';

const limits = { bytes: 256 * 2 ** 20, depth: 64 };

const token = v.looseObject({ token: v.string(), logprob: v.number() });
const sampleSchema = v.looseObject({
  id: v.union([v.string(), v.number()]),
  input: v.unknown(),
  metadata: v.looseObject({ item: v.string(), ask: v.number(), letters: v.string() }),
  output: v.looseObject({
    completion: v.optional(v.string(), ''),
    choices: v.optional(
      v.array(
        v.looseObject({
          logprobs: v.nullish(
            v.looseObject({
              content: v.array(v.looseObject({ top_logprobs: v.nullish(v.array(token)) })),
            }),
          ),
        }),
      ),
      [],
    ),
  }),
});

const headerSchema = v.looseObject({
  version: v.number(),
  eval: v.looseObject({
    created: v.string(),
    model: v.string(),
    model_args: v.optional(v.unknown()),
    packages: v.optional(v.record(v.string(), v.unknown()), {}),
  }),
  samples: v.optional(v.nullable(v.array(v.unknown()))),
});

/** Reads an Inspect log in JSON of a task that Touchstone made. */
export async function readInspectJson(file: Blob, candidates: readonly Candidate[], appVersion: string) {
  const json = await readJson(file, limits);
  return json.ok ? readLog(json.value, null, candidates, appVersion) : json;
}

/** Reads an Inspect log in its zipped form (`.eval`); the zip's directory is given. */
export async function readInspectEval(
  zip: Blob,
  entries: readonly ZipEntry[],
  candidates: readonly Candidate[],
  appVersion: string,
): Promise<Parsed<RunBundle>> {
  try {
    const read = async (entry: ZipEntry) => readJson(await blobOf(unpacked(zip, entry), ''), limits);
    const head = entries.find(({ path }) => path === 'header.json');
    if (!head) return refused('header.json', 'is missing: the log was not finished. Let Inspect recover it first');
    const header = await read(head);
    if (!header.ok) return header;
    const samples: unknown[] = [];
    for (const entry of entries) {
      if (!entry.path.startsWith('samples/')) continue;
      const sample = await read(entry);
      if (!sample.ok) return refused(`${entry.path} ${sample.place}`, sample.message);
      samples.push(sample.value);
    }
    return await readLog(header.value, samples, candidates, appVersion);
  } catch (error) {
    if (error instanceof BrokenEntry) return error.refusal;
    throw error;
  }
}

async function readLog(
  log: unknown,
  samples: readonly unknown[] | null,
  candidates: readonly Candidate[],
  appVersion: string,
): Promise<Parsed<RunBundle>> {
  const read = v.safeParse(headerSchema, log, { abortEarly: true });
  if (!read.success) return refusalOf(read.issues[0]);
  const { version, eval: spec, samples: own } = read.output;
  if (version > 2)
    return refused(
      'version',
      `This log is in version ${version} of Inspect’s format, and this Touchstone reads version 2`,
    );
  const created = Date.parse(spec.created);
  if (Number.isNaN(created)) return refused('eval.created', 'is no time');
  const answers: PeerAnswer[] = [];
  for (const [index, sample] of (samples ?? own ?? []).entries()) {
    const answer = answerOf(sample, `samples[${index}]`);
    if (!answer.ok) return answer;
    answers.push(answer.value);
  }
  const packages = spec.packages['inspect_ai'];
  const started = new Date(created).toISOString();
  return peerRun(answers, candidates, {
    started,
    ended: started,
    appVersion,
    userAgent: 'Inspect',
    modelName: spec.model,
    modelMark: JSON.stringify([spec.model, spec.model_args ?? null]),
    templateHash: await sha256(''),
    engine: {
      id: 'inspect',
      version: `Inspect ${typeof packages === 'string' ? packages : 'of unknown version'}`,
      device: 'none',
      deviceDetail: '',
      dtype: 'unknown',
      selfTest: '',
    },
  });
}

function answerOf(sample: unknown, place: string): Parsed<PeerAnswer> {
  const read = v.safeParse(sampleSchema, sample, { abortEarly: true });
  if (!read.success) {
    const { place: inner, message } = refusalOf(read.issues[0]);
    return refused([place, inner].filter(Boolean).join('.'), message);
  }
  const { metadata, input, output } = read.output;
  const prompt = promptOf(input);
  if (prompt === null) return refused(`${place}.input`, 'is neither a text nor one user message');
  const top = output.choices[0]?.logprobs?.content[0]?.top_logprobs ?? null;
  const answer = lettersOf([...metadata.letters], top, prompt);
  return parsed({ itemId: metadata.item, ask: metadata.ask, prompt, answer, place });
}

function promptOf(input: unknown): string | null {
  if (typeof input === 'string') return input;
  const messages = v.safeParse(v.array(v.looseObject({ role: v.string(), content: v.string() })), input);
  const [only, ...others] = messages.success ? messages.output : [];
  return only?.role === 'user' && others.length === 0 ? only.content : null;
}

/** The letters' log-probabilities among the likeliest first tokens, or why they cannot be told. No letter is guessed. */
function lettersOf(
  letters: readonly string[],
  top: readonly { readonly token: string; readonly logprob: number }[] | null,
  prompt: string,
): PeerAnswer['answer'] {
  if (!top || top.length === 0)
    return 'the log holds no log-probabilities; run the task with a provider that gives them (vLLM does)';
  const weighed = letters.map((letter) => {
    const [best] = top.filter(({ token: one }) => one.trim() === letter).toSorted((a, b) => b.logprob - a.logprob);
    return best && { logprob: Math.min(0, best.logprob), tokens: [], greedy: best.token === top[0]?.token };
  });
  const missing = letters.filter((_, place) => weighed[place] === undefined);
  if (missing.length > 0)
    return `the letter ${missing.join(', ')} is not among the ${top.length} likeliest tokens that the log lists`;
  return { shown: { rendered: prompt, tokenIds: [] }, weighed: weighed.filter((one) => one !== undefined) };
}
