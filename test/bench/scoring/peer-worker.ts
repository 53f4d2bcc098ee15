import { AutoModelForCausalLM, AutoTokenizer, env, Tensor } from '@huggingface/transformers';
import { expose } from 'comlink';
import type { QuestionOf } from '../../../src/domain/verbs.ts';

type Question = QuestionOf<'weigh'>;

/** How transformers.js is used: each option in a forward of its own, or one forward a prompt with its last scores read. */
export type Way = 'option by option' | 'one forward a prompt';

type Model = Awaited<ReturnType<typeof AutoModelForCausalLM.from_pretrained>>;
type Tokenizer = Awaited<ReturnType<typeof AutoTokenizer.from_pretrained>>;

let model: Model;
let tokenizer: Tokenizer;

async function load(site: string, name: string, device: 'wasm' | 'webgpu', threads: number): Promise<string> {
  env.allowLocalModels = false;
  env.useBrowserCache = false;
  env.remoteHost = site;
  env.remotePathTemplate = 'models/{model}/';
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new Error('open the peer: it has no wasm settings');
  wasm.wasmPaths = `${site}peer-wasm/`;
  wasm.numThreads = threads;
  tokenizer = await AutoTokenizer.from_pretrained(name);
  model = await AutoModelForCausalLM.from_pretrained(name, { device, dtype: 'fp32' });
  return env.version;
}

/** Log-probabilities of one token after each row, from scores [1, length, vocabulary]. */
function logprob(scores: Float32Array, token: number): number {
  let top = -Infinity;
  for (const score of scores) top = Math.max(top, score);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - top);
  return (scores[token] ?? NaN) - top - Math.log(sum);
}

function feeds(ids: readonly number[]) {
  const tensor = (values: readonly number[]) =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [1, ids.length]);
  return { input_ids: tensor(ids), attention_mask: tensor(ids.map(() => 1)) };
}

const encode = (text: string): number[] => tokenizer.encode(text, { add_special_tokens: false });

async function scoresOf(given: object, row: number): Promise<Float32Array> {
  const output = (await model(given)) as Record<string, Tensor>;
  const logits = output['logits'] as Tensor;
  const [, length = 0, width = 0] = logits.dims;
  const data = ((await logits.getData?.()) ?? logits.data) as Float32Array;
  const at = row < 0 ? length + row : row;
  const scores = data.slice(at * width, (at + 1) * width);
  for (const tensor of Object.values(output)) tensor.dispose?.();
  return scores;
}

/** Weighs single-token continuations; seconds, and what came out. */
async function weigh(questions: readonly Question[], way: Way): Promise<{ seconds: number; logprobs: number[][] }> {
  const start = performance.now();
  const logprobs: number[][] = [];
  for (const { prompt, continuations } of questions) {
    if (prompt.kind !== 'chat') throw new Error('time the peer: only chat is timed');
    const rendered = tokenizer.apply_chat_template(
      prompt.messages.map(({ role, content }) => ({ role, content })),
      { tokenize: false, add_generation_prompt: true },
    ) as string;
    if (way === 'one forward a prompt') {
      const keep = new Tensor('int64', BigInt64Array.of(1n), []);
      const scores = await scoresOf({ ...feeds(encode(rendered)), num_logits_to_keep: keep }, -1);
      logprobs.push(continuations.map((text) => logprob(scores, encode(text)[0] ?? -1)));
      continue;
    }
    const found: number[] = [];
    for (const text of continuations) {
      const ids = encode(rendered + text);
      found.push(logprob(await scoresOf(feeds(ids), -2), ids.at(-1) ?? -1));
    }
    logprobs.push(found);
  }
  return { seconds: (performance.now() - start) / 1000, logprobs };
}

const peer = { load, weigh };
export type Peer = typeof peer;

if (!self.name.startsWith('em-pthread')) expose(peer);
