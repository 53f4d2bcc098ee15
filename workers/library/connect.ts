import { proxy } from 'comlink';
import type { Library, LibraryFailure, LibraryModel, LibraryReply, Shelf } from '../../src/domain/library.ts';
import type { ModelFiles } from '../../src/domain/model.ts';
import { downloading } from './downloading.ts';
import { importing } from './importing.ts';
import { alone } from './lock.ts';
import { usualPatience, type NetworkPatience } from './network.ts';
import { sizeOf } from './records.ts';
import { liveDesk, type Room } from './room.ts';
import { tidied } from './tidied.ts';
import { refused } from './words.ts';

/** The library over a shelf. Its worker starts at the first use; nothing is fetched before a download is asked for. */
export function openLibrary(shelf: Shelf): Library {
  return connectLibrary(
    shelf,
    () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'library' }),
  );
}

/** The library over a shelf, with the worker that `start` gives. */
export function connectLibrary(shelf: Shelf, start: () => Room, patience: NetworkPatience = usualPatience): Library {
  const desk = liveDesk(start);
  const download = downloading(shelf, desk, patience);

  /** Work on a model that no other tab may touch meanwhile. */
  function onModel<T>(id: string, work: () => Promise<LibraryReply<T>>): Promise<LibraryReply<T>> {
    return guarded(async () => (await alone(id, work)) ?? refused({ fault: 'busy' }, null));
  }
  function onReady<T>(id: string, work: (model: LibraryModel) => Promise<LibraryReply<T>>): Promise<LibraryReply<T>> {
    return onModel(id, async () => {
      const model = await readyModel(shelf, id);
      return 'ok' in model ? model : work(model);
    });
  }

  return {
    download: (entry, ...rest) => onModel(entry.id, () => download(entry, ...rest)),
    importFiles: (files, name, onProgress, signal, onBegun = () => undefined) =>
      guarded(() => importing(shelf, desk, name, { kind: 'folder', files }, { onProgress, onBegun }, signal)),
    importZip: (zip, fileName, onProgress, signal, onBegun = () => undefined) =>
      guarded(() => {
        const name = fileName.replace(/\.zip$/i, '');
        return importing(shelf, desk, name, { kind: 'zip', zip }, { onProgress, onBegun }, signal);
      }),
    filesOf: (id, graph) =>
      guarded(async () => {
        const model = await readyModel(shelf, id);
        if ('ok' in model) return model;
        const files = filesFor(model, graph);
        const found = await desk.call((worker) => worker.filesOf(id, files));
        return found.ok ? { ok: true, value: modelFiles(model, files, found.value) } : found;
      }),
    exportToFolder: (id, folder, onProgress, signal) =>
      onReady(id, ({ files }) =>
        desk.call((worker, job) => worker.exportToFolder(job, id, files, folder, proxy(onProgress)), signal),
      ),
    exportAsZip: (id, onProgress, signal) =>
      onReady(id, ({ files }) =>
        desk.call((worker, job) => worker.exportAsZip(job, id, files, proxy(onProgress)), signal),
      ),
    verify: (id, onProgress, signal) =>
      onReady(id, async (model) => {
        const { files } = model;
        const reply = await desk.call((worker, job) => worker.verify(job, id, files, proxy(onProgress)), signal);
        if (reply.ok && reply.value.damaged.length > 0) {
          const sound = files.filter(({ path }) => !reply.value.damaged.includes(path));
          await shelf.put({ ...model, state: 'partial', bytesHere: sizeOf(sound) });
        }
        return reply;
      }),
    remove: (id) =>
      onModel(id, async () => {
        const reply = await desk.call((worker) => worker.remove(id));
        if (reply.ok) await shelf.remove(id);
        return reply;
      }),
    list: () =>
      guarded(async () => {
        const first = await desk.call((worker) => worker.held());
        if (!first.ok) return first;
        const held = async () => {
          const reply = await desk.call((worker) => worker.held());
          if (!reply.ok) throw new Error(reply.message);
          return reply.value;
        };
        const clear = (id: string) => desk.call((worker) => worker.remove(id));
        return { ok: true, value: await tidied(shelf, first.value, { held, clear }) };
      }),
    room: () =>
      guarded(async () => {
        const { usage = 0, quota = 0 } = await navigator.storage.estimate();
        return { ok: true, value: { usage, quota, persisted: await navigator.storage.persisted() } };
      }),
    persist: () => guarded(async () => ({ ok: true, value: await navigator.storage.persist() })),
    end: () => desk.end(),
  };
}

async function readyModel(shelf: Shelf, id: string): Promise<LibraryModel | LibraryFailure> {
  const model = (await shelf.list()).find((one) => one.id === id);
  return model?.state === 'ready' ? model : refused({ fault: 'missing' }, null);
}

/** A model's files, without the graphs that are not wanted. */
function filesFor({ files, graphs }: LibraryModel, graph: string | undefined): LibraryModel['files'] {
  const others = graphs.filter(({ path }) => graph !== undefined && path !== graph);
  return files.filter(({ path }) => !others.some((other) => path.startsWith(other.path)));
}

function modelFiles({ id, title }: LibraryModel, files: LibraryModel['files'], blobs: readonly Blob[]): ModelFiles {
  return {
    id,
    title,
    files: blobs.map((from, index) => ({
      path: files[index]?.path ?? '',
      from,
      bytes: from.size,
      sha256: files[index]?.sha256 ?? '',
      checked: true,
    })),
  };
}

/** What a shelf or a browser throws, as a failure: a shelf's own words can be shown as they are. */
async function guarded<T>(work: () => Promise<LibraryReply<T>>): Promise<LibraryReply<T>> {
  try {
    return await work();
  } catch (error) {
    return refused({ fault: 'not-kept', detail: error instanceof Error ? error.message : String(error) }, null);
  }
}
