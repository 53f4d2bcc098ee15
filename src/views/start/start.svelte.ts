import { catalogue, filesOf } from '../../../models/catalogue.ts';
import { whyNotHere } from '../../../workers/webllm/about.ts';
import type { DeviceChoice } from '../../domain/engine.ts';
import type { LibraryModel } from '../../domain/library.ts';
import type { ModelFiles } from '../../domain/model.ts';
import type { Construct, Suite } from '../../domain/suite.ts';
import { builtInSuites } from '../../suites/built-in.ts';
import { takeChosenModel } from '../parts/chosen-model.ts';
import { offered, ownRow } from '../parts/offered.svelte.ts';
import { desk } from '../running/desk.svelte.ts';
import type { EvaluateRequest, Putting } from '../running/evaluate.ts';
import { Brought } from './brought.svelte.ts';
import { modelOf, readFolder, type Folder, type FolderFile } from './folder.ts';
import { KeptModels } from './kept-models.svelte.ts';
import { PhraseReading } from './phrase-reading.svelte.ts';
import { SaidBefore } from './said-before.svelte.ts';

/** The choice of a folder instead of a catalogue model. */
export const folderId = ':folder';

/** A suite on offer: built in, or brought by the person. */
export interface SuiteRow {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly construct: Construct;
  /** BCP 47. */
  readonly language: string;
  readonly own: Suite | null;
}

/** How many items a suite has; anchors are asked whatever the limit. */
export interface Size {
  readonly anchors: number;
  readonly others: number;
  /** How many can be asked in other wordings too. */
  readonly paraphrased: number;
}

/** Whether an item has other wordings, and a suite puts such by letters. */
const isParaphrased = ({ protocol }: Suite, item: Suite['items'][number]) =>
  protocol === 'forced-choice' && item.kind === 'choice' && item.paraphrases.length > 0;

function sizeOf(suite: Suite): Size {
  const anchors = suite.items.filter((item) => item.kind === 'phrase' && item.role === 'anchor').length;
  const paraphrased = suite.items.filter((item) => isParaphrased(suite, item)).length;
  return { anchors, others: suite.items.length - anchors, paraphrased };
}

/** What has been chosen on the start screen. */
export class StartState {
  modelId = $state(takeChosenModel() ?? catalogue[0]?.id ?? folderId);
  readonly kept = new KeptModels();
  folder = $state.raw<Folder | null>(null);
  graph = $state('');
  folderError = $state('');
  readonly brought = new Brought();
  device = $state<DeviceChoice>('auto');
  limit = $state<number | null>(null);
  seed = $state(1);
  repeatable = $state(false);
  readonly said = new SaidBefore();
  readonly reading = new PhraseReading();
  /** Whether items are asked in their other wordings too. */
  asksParaphrases = $state(false);
  beginning = $state(false);
  failure = $state('');
  /** Built-in suites that have been read. */
  #read = $state.raw<Readonly<Record<string, Size>>>({});

  /** Suites that have been read, by row. */
  readonly sizes: Readonly<Record<string, Size>> = $derived({
    ...this.#read,
    ...Object.fromEntries(offered.own.map((suite) => [ownRow(suite.id), sizeOf(suite)])),
  });

  readonly rows: readonly SuiteRow[] = $derived([
    ...builtInSuites.map(({ load: _, ...about }) => ({ ...about, own: null })),
    ...offered.own.map((suite) => ({
      id: ownRow(suite.id),
      title: suite.title,
      summary: suite.summary,
      construct: suite.construct,
      language: suite.language,
      own: suite,
    })),
  ]);

  /** Of the chosen suites. */
  readonly languages: readonly string[] = $derived(
    this.rows.filter(({ id }) => this.chosen.includes(id)).map(({ language }) => language),
  );

  /** Whether a chosen suite has phrases. */
  readonly asksPhrases: boolean = $derived(
    builtInSuites.some(({ id, construct }) => construct === 'moral-direction' && this.chosen.includes(id)) ||
      offered.own.some(({ id, items }) => items[0]?.kind === 'phrase' && this.chosen.includes(ownRow(id))),
  );

  /** How many items of the chosen suites have other wordings, as far as these have been read. */
  readonly paraphrased: number = $derived(this.chosen.reduce((sum, id) => sum + (this.sizes[id]?.paraphrased ?? 0), 0));

  /** Items that will be asked; null until all chosen suites have been read. */
  readonly items: number | null = $derived.by(() => {
    let sum = 0;
    for (const id of this.chosen) {
      const size = this.sizes[id];
      if (size === undefined) return null;
      const others = offered.subsets[id]?.length ?? size.others;
      sum += size.anchors + (this.limit === null ? others : Math.min(others, this.limit));
    }
    return sum;
  });

  readonly modelTitle: string = $derived(
    catalogue.find((one) => one.id === this.modelId)?.title ??
      this.kept.chosen(this.modelId)?.title ??
      this.folder?.title ??
      '',
  );

  /** Which engine runs the chosen model. */
  readonly engine: LibraryModel['engine'] = $derived(
    this.kept.chosen(this.modelId)?.engine ?? (this.modelId === folderId ? this.folder?.engine : undefined) ?? 'onnx',
  );

  /** What is still missing before it can run; empty where nothing is. */
  readonly missing: string = $derived(
    desk.busy
      ? 'A run is going on; one runs at a time.'
      : this.modelId === folderId && !this.folder
        ? 'Choose the model’s folder first.'
        : this.chosen.length === 0
          ? 'Choose at least one suite.'
          : this.chosen.some((id) => this.chosen.includes(ownRow(id)))
            ? 'Your suite has the same id as a built-in one: choose one of the two.'
            : this.said.missing ||
              this.kept.missing(this.modelId) ||
              (this.engine === 'webllm' ? whyNotHere({ hasGpu: 'gpu' in navigator }) : ''),
  );

  /** Rows that will be asked. */
  get chosen(): readonly string[] {
    return offered.chosen;
  }

  /** What to know before phrases are put to an engine that reads no hidden states; empty where nothing is. */
  readonly advice: string = $derived(
    this.engine === 'webllm' && this.asksPhrases && this.reading.readsLayers
      ? 'With WebLLM only embedding models can place phrases. Let others be asked yes or no, under Options.'
      : '',
  );

  takeFolder(files: readonly FolderFile[]): void {
    const read = readFolder(files);
    this.folder = read.ok ? read.value : null;
    this.folderError = read.ok ? '' : read.message;
    this.graph = read.ok ? (read.value.graphs[0] ?? '') : '';
    this.modelId = folderId;
  }

  /** Reads the built-in suites while the person reads the page. */
  async readAhead(): Promise<void> {
    for (const { id, load } of builtInSuites) {
      const suite = await load();
      this.#read = { ...this.#read, [id]: sizeOf(suite) };
    }
    await Promise.all([import('../running/underway.svelte.ts'), import('../running/Running.svelte')]);
  }

  async begin(): Promise<void> {
    if (this.missing !== '' || this.beginning) return;
    this.beginning = true;
    this.failure = '';
    try {
      await this.#go(await this.#request());
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.beginning = false;
    }
  }

  /** One run, or one for each layer or preamble. */
  async #go(request: EvaluateRequest): Promise<void> {
    if (this.reading.sweeps && this.asksPhrases) {
      const { atLayer, furtherLayers } = await import('../running/layer-sweep.ts');
      const phrases = { ...request, suites: request.suites.filter(({ items }) => items[0]?.kind === 'phrase') };
      return desk.beginSeries([atLayer(phrases, 0)], (first) => furtherLayers(phrases, first));
    }
    const runs = this.said.wanted.map((preamble) => ({
      name: preamble.title,
      request: { ...request, putting: { ...request.putting, preamble } },
    }));
    await (runs.length > 1 ? desk.beginSeries(runs) : desk.begin(runs[0]?.request ?? request));
  }

  async #request(): Promise<EvaluateRequest> {
    const suites: Suite[] = [];
    const itemIds: Record<string, readonly string[]> = {};
    for (const { id } of this.rows) {
      if (!this.chosen.includes(id)) continue;
      const suite = await offered.suiteOf(id);
      if (!suite) continue;
      suites.push(suite);
      const subset = offered.subsets[id];
      if (subset) itemIds[suite.id] = subset;
    }
    return {
      model: await this.#files(),
      engineId: this.engine,
      suites,
      device: this.device,
      limit: this.limit,
      seed: this.seed,
      repeatable: this.repeatable,
      putting: { ...this.#puttingOf(suites), ...(Object.keys(itemIds).length > 0 && { itemIds }) },
    };
  }

  /** How phrases are read, and whether choices are asked in other words too. */
  #puttingOf(suites: readonly Suite[]): Putting {
    const ofPhrases = this.reading.puttingOf(suites);
    const worded = suites.filter((suite) => suite.items.some((item) => isParaphrased(suite, item)));
    if (!this.asksParaphrases || worded.length === 0) return ofPhrases;
    const ofChoices = Object.fromEntries(worded.map(({ id }) => [id, 'forced-choice-paraphrased']));
    return { ...ofPhrases, protocolIds: { ...ofPhrases.protocolIds, ...ofChoices } };
  }

  async #files(): Promise<ModelFiles> {
    const listed = catalogue.find((one) => one.id === this.modelId);
    if (listed) return filesOf(listed);
    const kept = this.kept.chosen(this.modelId);
    if (kept) return await this.kept.filesOf(kept);
    if (this.modelId === folderId && this.folder) return modelOf(this.folder, this.graph);
    throw new TypeError('begin a run: no model is chosen, one was wanted');
  }
}
