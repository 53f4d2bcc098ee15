import type { LibraryReply } from '../../src/domain/library.ts';
import { tidyCaches } from '../webllm/caches.ts';
import { bringIn } from './bring-in.ts';
import type { Job, LibraryDesk } from './desk.ts';
import { download } from './download.ts';
import { asZip, damagedFiles, intoFolder } from './export.ts';
import { faultOf, replyOf } from './faults.ts';
import { bytesIn, filesIn, held } from './held.ts';
import { marksIn, openJournal } from './journal.ts';
import { browserNetwork } from './network.ts';
import { drawers, openDrawer, removeDrawer } from './opfs.ts';
import type { Drawer } from './part.ts';
import { sizeOf } from './records.ts';
import { bytesHereOf, seemsWhole, sourcesOf } from './sources.ts';
import { refused, refusedImport, type Refusal } from './words.ts';

/** After these what was copied is worth nothing: the folder or zip is at fault. */
const worthless: readonly Refusal['fault'][] = ['not-a-model', 'bad-zip'];

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
    const reply = await guarded(async () => work(await openDrawer(id), stop.signal));
    jobs.delete(job);
    return reply;
  }

  return {
    listen: (lock) => new Promise((held) => holdForEver(lock, held)),
    stop: (job) => jobs.get(job)?.abort(),
    download: (job, entry, files, pins, patience, onProgress) =>
      working(job, entry.id, async (drawer, signal) => {
        const means = { drawer, network: browserNetwork(patience), free, onProgress, signal };
        const downloaded = await download({ entry, files, pins }, means);
        if (!('fault' in downloaded)) return { ok: true, value: downloaded };
        const bytes = bytesIn(await filesIn(drawer));
        if (bytes === 0) await removeDrawer(entry.id);
        return refused(downloaded, bytes);
      }),
    look: (picked, ids) =>
      guarded(async () => {
        // A browser that keeps no files says so here, before anything is read.
        const there = await drawers();
        const sources = await sourcesOf(picked);
        if ('fault' in sources) return refused(sources, 0);
        const fault = picked.kind === 'folder' ? await seemsWhole(sources) : null;
        if (fault) return refused(fault, 0);
        const here: Record<string, number> = {};
        for (const id of ids.filter((one) => there.includes(one))) {
          here[id] = bytesHereOf(sources, await marksIn(await openDrawer(id)));
        }
        return { ok: true, value: { files: sources.map(({ path, bytes }) => ({ path, bytes })), here } };
      }),
    bring: (job, id, picked, onProgress) =>
      working(job, id, async (drawer, signal) => {
        const sources = await sourcesOf(picked);
        const brought = 'fault' in sources ? sources : await bringIn(sources, { drawer, free, onProgress, signal });
        if (!('fault' in brought)) return { ok: true, value: brought };
        const bytes = worthless.includes(brought.fault) ? 0 : bytesIn(await filesIn(drawer));
        if (bytes === 0) await removeDrawer(id);
        return refusedImport(picked.kind, brought, bytes, 'fault' in sources ? 0 : sizeOf(sources));
      }),
    filesOf: (id, files) =>
      guarded(async () => {
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
      }),
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
    remove: (id) =>
      guarded(async () => {
        await removeDrawer(id);
        await tidied();
        return { ok: true, value: null };
      }),
    held: () =>
      guarded(async () => {
        await tidied();
        return { ok: true, value: await held() };
      }),
  };
}

async function guarded<T>(work: () => Promise<LibraryReply<T>>): Promise<LibraryReply<T>> {
  try {
    return await work();
  } catch (error) {
    return refused(faultOf(error), null);
  }
}

/** What WebLLM's caches still hold of a load that was ended in its midst is put away; that it cannot be is no trouble now. */
async function tidied(): Promise<void> {
  await tidyCaches(caches).catch(() => undefined);
}

/** Free storage for this page in bytes; null where the browser does not say. */
async function free(): Promise<number | null> {
  const { quota, usage } = await navigator.storage.estimate();
  return quota === undefined || usage === undefined ? null : Math.max(0, quota - usage);
}

/** Takes a lock and keeps it as long as this worker lives. */
function holdForEver(lock: string, held: () => void): void {
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined) return held();
  void locks.request(lock, () => {
    held();
    return new Promise(() => undefined);
  });
}
