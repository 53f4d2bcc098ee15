import type { DeviceChoice, Loaded, LoadProgress } from '../../src/domain/engine.ts';
import type { ModelFile, ModelFiles } from '../../src/domain/model.ts';
import { done, failed, type Reply } from '../../src/domain/reply.ts';
import type { Verb } from '../../src/domain/verbs.ts';
import { factsOf } from '../facts.ts';
import { bringFiles, type Brought } from '../files.ts';
import { about } from './about.ts';
import { attemptsFor, type Attempt } from './choice.ts';
import { place } from './device.ts';
import { formsOf, type Forms } from './forms.ts';
import type { Graph } from './graph.ts';
import { layoutOf } from './layout.ts';
import type { Machine } from './machine.ts';
import type { Model } from './model.ts';
import { measurePace, paceWords } from './pace.ts';
import { refusalOf } from './refusal.ts';
import { testRow } from './self-test.ts';
import { readTexts, type Texts } from './texts.ts';
import { readWeights } from './weights.ts';

/** A model that is open, in all its forms. */
export interface Ready {
  readonly model: Model;
  readonly forms: Forms;
  readonly loaded: Loaded;
}

/** What loading is given, and where its progress goes. */
export interface Loading {
  readonly machine: Machine;
  readonly given: ModelFiles;
  readonly device: DeviceChoice;
  readonly onProgress: (progress: LoadProgress) => void;
  readonly signal: AbortSignal;
  readonly repeatable: boolean;
}

/** Opens a model; of several graphs, the first that suits the device and passes its self-test. */
export async function openModel(loading: Loading): Promise<Reply<Ready>> {
  const { machine, given, device } = loading;
  const layout = layoutOf(given.files);
  if (!layout.ok) return layout;
  const { texts, graphs } = layout.value;
  const fetching = progressOver(loading, [...texts, layout.value.graph, ...layout.value.external]);
  const brought = await fetching(texts);
  if (!brought.ok) return brought;
  const read = await readTexts(brought.value.blobs);
  if (!read.ok) return read;

  const adapter = graphs.length > 1 && device !== 'wasm' ? await machine.adapter() : null;
  const attempts = attemptsFor(graphs, device, adapter, read.value.modelType);
  if (attempts.length === 0) {
    return failed('unsupported', 'Open on WebGPU: none of the model’s files suits this adapter; run on the processor');
  }
  let remark = '';
  let last: Reply<Ready> | null = null;
  for (const attempt of attempts) {
    const { graph, external, dtype } = attempt.files;
    const weights = await fetching([graph, ...external]);
    if (!weights.ok) return weights;
    last = await openGraph(loading, read.value, attempt, weights.value, brought.value.facts, remark);
    if (last.ok || last.fault === 'cancelled') return last;
    remark += `${dtype} left aside: ${last.message}. `;
  }
  return last as Reply<Ready>;
}

/** Brings files in parts, with one progress over all of them. */
function progressOver({ onProgress, signal }: Loading, all: readonly ModelFile[]) {
  const sizes = all.map(({ bytes, from }) => bytes ?? (from instanceof Blob ? from.size : 0));
  const expected = sizes.reduce((sum, size) => sum + size, 0);
  let before = 0;
  return async (files: readonly ModelFile[]): Promise<Reply<Brought>> => {
    let latest = before;
    const brought = await bringFiles(
      files,
      ({ stage, bytesDone }) => {
        latest = before + bytesDone;
        onProgress({ stage, bytesDone: latest, bytesTotal: Math.max(expected, latest) });
      },
      signal,
    );
    before = latest;
    return brought;
  };
}

/** Opens one graph where the attempt says. */
async function openGraph(
  { machine, given, onProgress, signal, repeatable }: Loading,
  texts: Texts,
  { files, device }: Attempt,
  brought: Brought,
  textFacts: Brought['facts'],
  remark: string,
): Promise<Reply<Ready>> {
  const facts = [...textFacts, ...brought.facts].sort((a, b) => (a.path < b.path ? -1 : 1));
  const bytes = facts.reduce((sum, file) => sum + file.bytes, 0);
  const stage = (name: 'starting' | 'testing') => onProgress({ stage: name, bytesDone: bytes, bytesTotal: bytes });
  const { tokenizer, template, modelType } = texts;
  const { dtype } = files;
  stage('starting');
  try {
    const ort = await machine.ort();
    const nameOf = (path: string) => path.split('/').at(-1) as string;
    const weights = await readWeights(
      brought.blobs.get(files.graph.path) as Blob,
      nameOf(files.graph.path),
      files.external.map(({ path }) => ({ path: nameOf(path), data: brought.blobs.get(path) as Blob })),
    );
    if (!weights.ok) return weights;
    if (signal.aborted) return failed('cancelled', `Open ${given.id}: given up`);
    stage('testing');
    const { vocabulary, parameters } = weights.value;
    const rows = [texts.config.vocabSize, vocabulary].filter((size) => size !== null);
    const vocabSize = rows.length === 0 ? null : Math.min(...rows);
    const config = { ...texts.config, vocabSize };
    const row = testRow(tokenizer, config.contextLength);
    const stray = row.find((id) => vocabSize !== null && id >= vocabSize);
    if (stray !== undefined) {
      return failed(
        'bad-model',
        `Open ${given.id}: the tokenizer gives token ${stray}, the graph has ${vocabSize}; they belong to different models: take both from one folder.`,
      );
    }
    const sign = () => stage('testing');
    const placing = { ort, machine, weights: weights.value, config, dtype, modelType, row, sign };
    const placed = await place(placing, device, remark);
    if (!placed.ok) return placed.fault === 'bad-model' ? refusalOf(placed.message, files.graph.path) : placed;
    const { session, detail, selfTest, maxDifference, alone } = placed.value;
    const { layers } = placed.value.weights;
    const readable = typeof layers === 'number' ? layers : null;
    const pace = alone && !repeatable ? await measurePace(session, row, config.contextLength) : null;
    return done({
      model: { session, config, tokenizer, template, alone, pace, repeatable },
      forms: formsOf(placing, placed.value),
      loaded: {
        engine: {
          id: about.id,
          version: `onnxruntime-web ${ort.env.versions.web ?? ''} (${machine.build})`,
          device: session.device,
          deviceDetail: detail,
          dtype,
          selfTest: pace === null ? selfTest : `${selfTest} ${paceWords(pace)}`,
          maxDifference,
          ...(repeatable && { repeatable }),
        },
        model: await factsOf(given, facts, template.text, {
          contextLength: config.contextLength,
          verbs: verbsOf(session.graph),
          parameters,
          layers: readable,
        }),
      },
    });
  } catch (error) {
    return refusalOf(error, files.graph.path);
  }
}

function verbsOf(graph: Graph): readonly Verb[] {
  return [
    ...(graph.logits === null ? [] : (['weigh', 'generate'] as const)),
    ...(graph.hidden === null ? [] : (['embed'] as const)),
  ];
}
