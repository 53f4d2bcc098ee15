import type { Engine, Loaded } from '../../src/domain/engine.ts';
import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { AnswerOf, QuestionOf, Verb } from '../../src/domain/verbs.ts';
import { factsOf } from '../facts.ts';
import { bringFiles } from '../files.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { about } from './about.ts';
import { readConfig } from './config.ts';
import { place } from './device.ts';
import { embed } from './embedding.ts';
import { faultOf } from './fault.ts';
import { generate } from './generating.ts';
import type { Graph } from './graph.ts';
import { layoutOf } from './layout.ts';
import type { Machine } from './machine.ts';
import type { Model } from './model.ts';
import { testRow } from './self-test.ts';
import { readTemplate } from './template.ts';
import { readTokenizer } from './tokenizer.ts';
import { weigh } from './weighing.ts';
import { readWeights } from './weights.ts';

type Json = Readonly<Record<string, unknown>>;

/** Runs models in the Hugging Face ONNX layout. `tick` is called whenever a part of the work is done. */
export function onnxEngine(machine: Machine, tick: () => void = () => undefined): Engine {
  const queue = oneAtATime();
  let model: Model | null = null;
  let verbs: readonly Verb[] = [];

  const load: Engine['load'] = async (given, device, onProgress, signal) => {
    await model?.session.release();
    model = null;
    verbs = [];
    const layout = layoutOf(given.files);
    if (!layout.ok) return layout;
    const { graph, external, texts, dtype } = layout.value;
    const brought = await bringFiles([...texts, graph, ...external], onProgress, signal);
    if (!brought.ok) return brought;
    const { blobs, facts } = brought.value;
    const bytes = facts.reduce((sum, file) => sum + file.bytes, 0);
    const stage = (name: 'starting' | 'testing') => onProgress({ stage: name, bytesDone: bytes, bytesTotal: bytes });
    stage('starting');
    try {
      const json = async (path: string) => JSON.parse((await blobs.get(path)?.text()) ?? '{}') as Json;
      const [tokenizerConfig, special] = [await json('tokenizer_config.json'), await json('special_tokens_map.json')];
      const config = readConfig(await json('config.json'), await json('generation_config.json'), tokenizerConfig);
      const tokenizer = readTokenizer(await json('tokenizer.json'), tokenizerConfig, special);
      const templateFile = (await blobs.get('chat_template.jinja')?.text()) ?? null;
      const template = readTemplate(templateFile, tokenizerConfig['chat_template'], tokenizer.names);
      const ort = await machine.ort();
      const nameOf = (path: string) => path.split('/').at(-1) as string;
      const weights = await readWeights(
        blobs.get(graph.path) as Blob,
        nameOf(graph.path),
        external.map(({ path }) => ({ path: nameOf(path), data: blobs.get(path) as Blob })),
      );
      if (!weights.ok) return weights;
      if (signal.aborted) return failed('cancelled', `Open ${given.id}: given up`);
      stage('testing');
      const row = testRow(tokenizer, config.contextLength);
      const placed = await place({ ort, machine, weights: weights.value, config, dtype, row }, device);
      if (!placed.ok) return placed;
      const { session, detail, selfTest, alone } = placed.value;
      const vocabSize = config.vocabSize ?? vocabSizeOf(session.graph);
      model = { session, config: { ...config, vocabSize }, tokenizer, template, alone };
      verbs = verbsOf(session.graph);
      return done<Loaded>({
        engine: {
          id: about.id,
          version: `onnxruntime-web ${ort.env.versions.web ?? ''}`,
          device: session.device,
          deviceDetail: detail,
          dtype,
          selfTest,
        },
        model: await factsOf(given, facts, template.text, config.contextLength, verbs),
      });
    } catch (error) {
      return faultOf(error, `Open ${given.id}`, 'bad-model');
    }
  };

  /** One verb's method: in the queue, and only for a model that knows the verb. */
  function answering<V extends Verb>(
    verb: V,
    answer: (
      model: Model,
      questions: readonly QuestionOf<V>[],
      tick: () => void,
      signal: AbortSignal,
    ) => Promise<readonly Reply<AnswerOf<V>>[]>,
  ) {
    return (questions: readonly QuestionOf<V>[], signal: AbortSignal) =>
      queue(async () => {
        if (model && verbs.includes(verb)) return answer(model, questions, tick, signal);
        const message = model ? `Ask to ${verb}: this model cannot` : `Ask to ${verb}: no model is loaded`;
        return questions.map(() => failed('unsupported', message));
      });
  }

  return {
    about,
    load: (...given) => queue(() => load(...given)),
    weigh: answering('weigh', weigh),
    generate: answering('generate', generate),
    embed: answering('embed', embed),
    end() {
      void queue(async () => {
        await model?.session.release();
        model = null;
      });
    },
  };
}

function verbsOf(graph: Graph): readonly Verb[] {
  return [
    ...(graph.logits === null ? [] : (['weigh', 'generate'] as const)),
    ...(graph.hidden === null ? [] : (['embed'] as const)),
  ];
}

/** From the shape of the scores, where the configuration does not say. */
function vocabSizeOf(graph: Graph): number | null {
  const size = graph.outputs.find(({ name }) => name === graph.logits)?.shape.at(-1);
  return typeof size === 'number' ? size : null;
}
