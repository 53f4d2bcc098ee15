import type { LibraryReply } from '../../src/domain/library.ts';
import { bringIn, chosenOf, type Source } from './bring-in.ts';
import type { Job, LibraryDesk, WholeFile } from './desk.ts';
import { download } from './download.ts';
import { asZip, damagedFiles, intoFolder } from './export.ts';
import { faultOfFolder, graphsOf } from './folder-check.ts';
import { held } from './held.ts';
import { journalPath, openJournal } from './journal.ts';
import { browserNetwork } from './network.ts';
import { openDrawer, removeDrawer } from './opfs.ts';
import type { Drawer } from './part.ts';
import { refused, type Refusal } from './words.ts';
import { openEntry } from './zip/entry.ts';
import { readDirectory } from './zip/directory.ts';

/** The library's work, over the origin's private file system. Nothing it does throws. */
export function libraryDesk(): LibraryDesk {
  const jobs = new Map<Job, AbortController>();

  /** Work on a model that can be called off. */
  async function working<T>(
    job: Job,
    id: string,
    work: (drawer: Drawer, signal: AbortSignal) => Promise<LibraryReply<T>>,
  ): Promise<LibraryReply<T>> {
    const stop = new AbortController();
    jobs.set(job, stop);
    try {
      return await work(await openDrawer(id), stop.signal);
    } catch (error) {
      return refused(faultOf(error), null);
    } finally {
      jobs.delete(job);
    }
  }

  /** Copies in a folder's or a zip's files; leaves nothing where that fails. */
  async function importing(
    chosen: readonly Source[] | Refusal,
    drawer: Drawer,
    id: string,
    means: Omit<Parameters<typeof bringIn>[1], 'drawer' | 'free'>,
  ): Promise<LibraryReply<readonly WholeFile[]>> {
    let brought: readonly WholeFile[] | Refusal = { fault: 'crashed' };
    try {
      brought = 'fault' in chosen ? chosen : await bringIn(chosen, { drawer, free, ...means });
    } finally {
      if ('fault' in brought) await removeDrawer(id);
    }
    return 'fault' in brought ? refused(brought, 0) : { ok: true, value: brought };
  }

  return {
    listen: (lock) =>
      new Promise((resolve) => {
        const hold = () => {
          resolve();
          return new Promise(() => undefined);
        };
        const locks = navigator.locks as LockManager | undefined;
        if (locks) void locks.request(lock, hold);
        else resolve();
      }),
    download: (job, entry, files, pins, patience, onProgress) =>
      working(job, entry.id, async (drawer, signal) => {
        const means = { drawer, network: browserNetwork(patience), free, onProgress, signal };
        const downloaded = await download({ entry, files, pins }, means);
        if (!('fault' in downloaded)) return { ok: true, value: downloaded };
        const bytes = await bytesKept(drawer);
        if (bytes === 0) await removeDrawer(entry.id);
        return refused(downloaded, bytes);
      }),
    importFiles: (job, id, files, onProgress) =>
      working(job, id, async (drawer, signal) => {
        const sources = files.map(({ path, blob }) => ({ path, bytes: blob.size, open: () => blob.stream() }));
        const chosen = chosenOf(sources);
        const fault = 'fault' in chosen ? chosen : await faultOfPicked(chosen, files, sources);
        return importing(fault ?? chosen, drawer, id, { onProgress, signal });
      }),
    importZip: (job, id, zip, onProgress) =>
      working(job, id, async (drawer, signal) => {
        let chosen: readonly Source[] | Refusal;
        try {
          const entries = await readDirectory(zip);
          chosen = chosenOf(entries.map((entry) => ({ ...entry, open: () => openEntry(zip, entry) })));
        } catch (error) {
          chosen = zipFault(error);
        }
        return importing(chosen, drawer, id, { onProgress, signal });
      }),
    async filesOf(id, files) {
      try {
        const drawer = await openDrawer(id);
        const found: File[] = [];
        for (const { path, bytes } of files) {
          const file = await drawer.file(path);
          if (file === undefined || file.size !== bytes) {
            return refused({ fault: 'missing', file: path, detail: `${path} is gone or cut short` }, null);
          }
          found.push(file);
        }
        return { ok: true, value: found };
      } catch (error) {
        return refused(faultOf(error), null);
      }
    },
    exportToFolder: (job, id, files, folder, onProgress) =>
      working(job, id, async (drawer, signal) =>
        replyOf(await intoFolder(id, folder, { drawer, files, onProgress, signal })),
      ),
    exportAsZip: (job, id, files, onProgress) =>
      working(job, id, async (drawer, signal) => replyOf(await asZip(id, { drawer, files, onProgress, signal }))),
    verify: (job, id, files, onProgress) =>
      working(job, id, async (drawer, signal) => {
        const damaged = await damagedFiles({ drawer, files, onProgress, signal });
        if ('fault' in damaged) return refused(damaged, null);
        const journal = await openJournal(drawer);
        for (const path of damaged) {
          if (journal.mark(path)) journal.drop(path);
          await drawer.remove(path);
        }
        journal.close();
        return { ok: true, value: { damaged } };
      }),
    async remove(id) {
      try {
        await removeDrawer(id);
        return { ok: true, value: null };
      } catch (error) {
        return refused(faultOf(error), null);
      }
    },
    async held() {
      try {
        return { ok: true, value: await held() };
      } catch (error) {
        return refused(faultOf(error), null);
      }
    },
    stop: (job) => jobs.get(job)?.abort(),
  };
}

/** What can be seen to be wrong with a picked folder before it is copied. */
async function faultOfPicked(
  chosen: readonly Source[],
  files: readonly { readonly blob: Blob }[],
  sources: readonly Source[],
): Promise<Refusal | null> {
  const blobs = new Map<string, Blob>();
  for (const source of chosen) {
    const index = sources.findIndex(({ open }) => open === source.open);
    blobs.set(source.path, files[index]?.blob ?? new Blob());
  }
  if (graphsOf([...blobs.keys()]).length === 0) return { fault: 'not-a-model' };
  try {
    return await faultOfFolder(blobs);
  } catch (error) {
    return { fault: 'disk', detail: textOf(error) };
  }
}

function replyOf<T>(found: T | Refusal): LibraryReply<T> {
  return isRefusal(found) ? refused(found, null) : { ok: true, value: found };
}

function isRefusal(found: unknown): found is Refusal {
  return typeof found === 'object' && found !== null && 'fault' in found;
}

function zipFault(error: unknown): Refusal {
  return error instanceof RangeError
    ? { fault: 'bad-zip', detail: error.message }
    : { fault: 'disk', file: 'The zip file', detail: textOf(error) };
}

/** Free storage for this page in bytes; null where the browser does not say. */
async function free(): Promise<number | null> {
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
}

async function bytesKept(drawer: Drawer): Promise<number> {
  let bytes = 0;
  for (const path of await drawer.paths()) {
    if (path !== journalPath) bytes += (await drawer.file(path))?.size ?? 0;
  }
  return bytes;
}

/** What a thrown thing means: browsers throw SecurityError or have no such function where they keep no files. */
function faultOf(error: unknown): Refusal {
  const detail = textOf(error);
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') return { fault: 'no-room', detail };
  if (name === 'NoModificationAllowedError') return { fault: 'busy', detail };
  if (name === 'SecurityError' || error instanceof TypeError) return { fault: 'not-kept', detail };
  return { fault: 'crashed', detail };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
