import { entryOf, filesOfVariant, keptId, listedAs, type HubModel, type HubVariant } from '../../../models/hub.ts';
import { prebuiltAs, prebuiltEntry, type PrebuiltModel, type PrebuiltVariant } from '../../../models/webllm.ts';
import { whyNotHere } from '../../../workers/webllm/about.ts';
import { keepWebllm } from '../../../workers/webllm/keep.ts';
import type {
  HubEntry,
  HubFile,
  Library,
  LibraryFault,
  LibraryModel,
  LibraryReply,
  LibraryRoom,
} from '../../domain/library.ts';
import { noteKept, openLibrary, watchKept } from '../parts/library.ts';
import { saveFile } from '../parts/save.ts';
import { notices } from '../parts/toast.svelte.ts';
import type { Brought } from './brought.ts';
import { hubAddress } from './hub-address.svelte.ts';
import { Job, type JobKind } from './job.svelte.ts';
import { usualHub } from './read-hub.ts';

/** What went wrong last with a model. */
export interface Trouble {
  readonly fault: LibraryFault;
  readonly message: string;
}

/** Where troubles of bringing a model in stand: it has no id yet. */
export const incoming = ':incoming';

/** The models kept here and what is being done with them; work goes on whatever screen is open. */
class ModelLibrary {
  /** Null until it has been read. */
  models = $state.raw<readonly LibraryModel[] | null>(null);
  room = $state.raw<LibraryRoom | null>(null);
  /** Why the list could not be read. */
  failure = $state('');
  jobs = $state.raw<readonly Job[]>([]);
  troubles = $state.raw<Readonly<Record<string, Trouble>>>({});

  /** The model whose download or import was begun last, until its row has shown itself. */
  #asked = '';

  /** Whether this model's download or import was just begun; true once. */
  takeAsked(id: string): boolean {
    const asked = this.#asked === id;
    if (asked) this.#asked = '';
    return asked;
  }

  /** Begins to watch what is kept; gives how to stop. */
  watch(): () => void {
    let left = false;
    let stop = () => {};
    // Sees how much of a broken-off download is here, and clears away what a crash left half deleted.
    void openLibrary().then(
      (library) => library.list(),
      (reason: unknown) => (this.failure = String(reason)),
    );
    void watchKept().then(
      (kept) => {
        if (left) return;
        const watching = kept.subscribe(
          (models) => {
            this.models = models;
            noteKept(models.some((model) => model.state === 'ready'));
            void this.measureRoom();
          },
          (reason) => (this.failure = reason.message),
        );
        stop = () => watching.unsubscribe();
      },
      (reason: unknown) => (this.failure = String(reason)),
    );
    return () => {
      left = true;
      stop();
    };
  }

  /** What is being done with a model, if anything is. */
  jobOf(id: string): Job | undefined {
    return this.jobs.find((job) => job.id === id);
  }

  async measureRoom(): Promise<void> {
    const asked = await (await openLibrary()).room();
    this.room = asked.ok ? asked.value : null;
  }

  /** Asks the browser to keep everything of this page. */
  async persist(): Promise<void> {
    const asked = await (await openLibrary()).persist();
    if (!asked.ok) notices.show(asked.message);
    else if (!asked.value) notices.show('The browser did not agree. It often does once a page is used regularly.');
    await this.measureRoom();
  }

  download(model: HubModel, variant: HubVariant): Promise<void> {
    this.#asked = keptId(model, variant);
    return this.#fetch(entryOf(model, variant, hubAddress.origin), filesOfVariant(model, variant));
  }

  downloadPrebuilt(model: PrebuiltModel, variant: PrebuiltVariant, acceptChanged = false): Promise<void> {
    this.#asked = variant.id;
    const { entry, files } = prebuiltEntry(model, variant, hubAddress.origin, hubAddress.origin !== usualHub);
    return this.#fetch({ ...entry, acceptChanged }, files);
  }

  /** Goes on with a download that was broken off; `acceptChanged` takes the hub's files as they are now. */
  resume(kept: LibraryModel, acceptChanged = false): Promise<void> {
    const { id, title, licence, source } = kept;
    if (source.kind !== 'hub') return Promise.resolve();
    const prebuilt = prebuiltAs(id);
    if (prebuilt) return this.downloadPrebuilt(prebuilt.model, prebuilt.variant, acceptChanged);
    const listed = listedAs(id);
    const { repo, revision } = source;
    const entry = { id, title, licence, hub: hubAddress.origin, repo, revision, acceptChanged };
    return this.#fetch(entry, listed ? filesOfVariant(listed.model, listed.variant) : filesAsKept(kept));
  }

  async #fetch(entry: HubEntry, files: readonly HubFile[]): Promise<void> {
    await this.#work('download', entry.id, entry.title, async (library, job) => {
      const done = await library.download(entry, files, job.hear, job.signal);
      if (done.ok) this.#arrived(done.value);
      return done;
    });
  }

  #arrived({ title, engine }: LibraryModel): void {
    const why = engine === 'webllm' ? whyNotHere({ hasGpu: 'gpu' in navigator }) : '';
    if (engine === 'webllm' && why === '') keepWebllm();
    notices.show(`${title} is here${why === '' ? ' and can be run.' : `. ${why}`}`);
  }

  /** The import under way; there is one at a time. */
  get bringing(): Job | undefined {
    return this.jobs.find((job) => job.kind === 'bring');
  }

  /** Brings in what a person chose, or goes on with it where that was broken off. */
  async bring(brought: Brought): Promise<void> {
    if (this.bringing) return;
    const { name } = brought;
    await this.#work('bring', incoming, name, async (library, job) => {
      const begun = ({ id }: LibraryModel) => {
        this.#asked = id;
        this.#settle(id, null);
        job.keepAs(id);
      };
      const done =
        brought.kind === 'zip'
          ? await library.importZip(brought.file, name, job.hear, job.signal, begun)
          : await library.importFiles(brought.files, name, job.hear, job.signal, begun);
      if (done.ok) this.#arrived(done.value);
      return done;
    });
  }

  async verify({ id, title, source }: LibraryModel): Promise<void> {
    await this.#work('verify', id, title, async (library, job) => {
      const done = await library.verify(id, job.hear, job.signal);
      if (!done.ok) return done;
      const { damaged } = done.value;
      if (damaged.length === 0) {
        notices.show(`${title}: every file is as it was when it came.`);
        return done;
      }
      const now =
        source.kind === 'hub'
          ? 'Resume the download to fetch them again.'
          : `Choose the ${source.kind} again to mend them.`;
      const message = `Damaged or gone: ${damaged.join(', ')}. What is left of them was put away. ${now}`;
      return { ok: false, fault: 'corrupt', message } as const;
    });
  }

  async saveAsZip({ id, title }: LibraryModel): Promise<void> {
    await this.#work('export', id, title, async (library, job) => {
      const done = await library.exportAsZip(id, job.hear, job.signal);
      if (done.ok) saveFile(`${id}.zip`, done.value);
      return done;
    });
  }

  async saveToFolder({ id, title }: LibraryModel, folder: FileSystemDirectoryHandle): Promise<void> {
    await this.#work('export', id, title, async (library, job) => {
      const done = await library.exportToFolder(id, folder, job.hear, job.signal);
      if (done.ok) notices.show(`${title} is saved in “${folder.name}/${done.value}”.`);
      return done;
    });
  }

  async remove({ id, title }: LibraryModel): Promise<void> {
    const job = this.jobOf(id);
    job?.stop();
    await job?.ended;
    const done = await (await openLibrary()).remove(id);
    if (done.ok) {
      this.#settle(id, null);
      notices.show(`${title} is deleted.`);
    } else this.#settle(id, done);
    await this.measureRoom();
  }

  /** Puts away what went wrong with a model. */
  forgive(id: string): void {
    this.#settle(id, null);
  }

  /** One piece of work on one model, with its trouble written down; a second one on the same model waits to be asked again. */
  async #work<T>(
    kind: JobKind,
    id: string,
    title: string,
    work: (library: Library, job: Job) => Promise<LibraryReply<T>>,
  ): Promise<void> {
    if (this.jobOf(id)) return;
    const job = new Job(kind, id, title);
    this.jobs = [...this.jobs, job];
    this.#settle(id, null);
    try {
      const done = await work(await openLibrary(), job);
      if (!done.ok && done.fault !== 'cancelled') this.#settle(job.id, done);
    } catch (error) {
      // The library's own part of the app could not be loaded, say.
      this.#settle(job.id, { fault: 'crashed', message: error instanceof Error ? error.message : String(error) });
    } finally {
      this.jobs = this.jobs.filter((one) => one !== job);
      job.end();
      void this.measureRoom();
    }
  }

  #settle(id: string, trouble: Trouble | null): void {
    const { [id]: _, ...others } = this.troubles;
    this.troubles = trouble ? { ...others, [id]: { fault: trouble.fault, message: trouble.message } } : others;
  }
}

/** What to ask for again of a model that the catalogue does not list. */
function filesAsKept(kept: LibraryModel): readonly HubFile[] {
  return kept.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256, verified: sha256 !== null }));
}

export const modelLibrary = new ModelLibrary();
