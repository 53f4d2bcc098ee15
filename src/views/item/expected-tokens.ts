import type { ModelFiles } from '../../domain/model.ts';
import { done, failed, type Reply } from '../../domain/reply.ts';
import type { Run } from '../../domain/run.ts';
import type { Weighed } from '../../domain/verbs.ts';
import { engines } from '../../../workers/index.ts';

export type ExpectedTokens = Weighed['tokens'];

/** What must stand before anything can be weighed, where a model has no token that stands for nothing. */
function opening(rendered: string): string {
  return /^(?:<[^>\s]*>|\S+|\s+)/.exec(rendered)?.[0] ?? rendered.slice(0, 1);
}

/**
 * How likely the model found each token of rendered prompts, given those before it: the model is asked anew, and nothing of it is
 * kept. Where a model can begin with nothing, every token has its number; else the first has none and is left out. Refused where
 * the model is not the run's own, by hash.
 */
export async function expectedTokens(
  run: Run,
  model: ModelFiles,
  prompts: readonly string[],
  signal: AbortSignal,
): Promise<Reply<readonly ExpectedTokens[]>> {
  const row =
    engines.find(({ about }) => about.id === run.engine.id) ?? engines.find(({ about }) => about.id === 'onnx');
  if (!row)
    return failed('unsupported', `weigh the prompt: the engine ${run.engine.id} is not part of this Touchstone`);
  const engine = row.connect();
  try {
    const device = run.engine.device === 'none' ? 'auto' : run.engine.device;
    const loaded = await engine.load(model, device, () => undefined, signal);
    if (!loaded.ok) return loaded;
    if (loaded.value.model.hash !== run.model.hash)
      return failed('bad-model', `weigh the prompt: the model here is not the run’s own, ${run.model.hash}`);
    const ask = (before: (prompt: string) => string) =>
      engine.weigh(
        prompts.map((prompt) => {
          const text = before(prompt);
          return { prompt: { kind: 'text', text }, continuations: [prompt.slice(text.length)] };
        }),
        signal,
      );
    let replies = await ask(() => '');
    if (replies.some((reply) => !reply.ok && reply.fault === 'bad-question')) replies = await ask(opening);
    const told: ExpectedTokens[] = [];
    for (const reply of replies) {
      if (!reply.ok) return reply;
      told.push(reply.value.weighed[0]?.tokens ?? []);
    }
    return done(told);
  } catch (error) {
    return failed('crashed', error instanceof Error ? error.message : String(error));
  } finally {
    engine.end();
  }
}

/** How expected a token was, in four steps. */
export type Step = 'likely' | 'possible' | 'unlikely' | 'surprising';

/** Each step as a person reads it, from the most to the least expected. */
export const steps: Readonly<Record<Step, string>> = {
  likely: 'half or more',
  possible: '10 to 50%',
  unlikely: '1 to 10%',
  surprising: 'under 1%',
};

/** The step of a log-probability (nats). */
export function stepOf(logprob: number): Step {
  const share = Math.exp(logprob);
  return share >= 0.5 ? 'likely' : share >= 0.1 ? 'possible' : share >= 0.01 ? 'unlikely' : 'surprising';
}

/** What a prompt was to the model, in a sentence. */
export function expectedFinding(tokens: ExpectedTokens, model: string): string {
  if (tokens.length === 0) return `${model} had nothing to expect here.`;
  const mean = tokens.reduce((sum, { logprob }) => sum + logprob, 0) / tokens.length;
  const likely = tokens.filter(({ logprob }) => stepOf(logprob) === 'likely').length;
  const perplexity = Math.exp(-mean);
  return `${model} gave half or more to ${likely} of ${tokens.length} tokens as they came; on average it was as unsure as among ${perplexity < 10 ? perplexity.toFixed(1) : Math.round(perplexity)} equally likely ones.`;
}
