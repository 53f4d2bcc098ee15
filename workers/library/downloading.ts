import { proxy } from 'comlink';
import type { HubEntry, HubFile, Library, LibraryModel, LibraryReply, Shelf } from '../../src/domain/library.ts';
import { putAsFarAsItCame } from './broken-off.ts';
import type { NetworkPatience } from './network.ts';
import { begunRecord, isModelId, isWhatIsWanted, pinsFor, readyRecord } from './records.ts';
import type { LiveDesk } from './room.ts';
import { refused } from './words.ts';

type Download = Library['download'];

/** Downloading as the page does it: what is begun is written down before, so that a sudden end leaves a model to go on with. */
export function downloading(shelf: Shelf, desk: LiveDesk, patience: NetworkPatience): Download {
  return async (entry, files, onProgress, signal) => {
    const before = (await shelf.list()).find(({ id }) => id === entry.id);
    const answered = answeredBefore(entry, files, before);
    if (answered) return answered;

    const begun = begunRecord(entry, files, before);
    await shelf.put(begun);
    const pins = await shelf.pinsOf(entry.repo, entry.revision);
    const reply = await desk.call(
      (worker, job) => worker.download(job, entry, files, pins, patience, proxy(onProgress)),
      signal,
    );
    if (!reply.ok) {
      await putAsFarAsItCame(shelf, desk, begun);
      return reply;
    }
    const source = { ...begun.source, commit: reply.value.commit };
    const model = readyRecord(begun, source, entry.licence, reply.value.files);
    await shelf.pin(pinsFor(entry, reply.value.files));
    await shelf.put(model);
    return { ok: true, value: model };
  };
}

/** Where there is nothing to download: the model is here, or never can be. */
function answeredBefore(
  entry: HubEntry,
  files: readonly HubFile[],
  before: LibraryModel | undefined,
): LibraryReply<LibraryModel> | null {
  if (!isModelId(entry.id)) return refused({ fault: 'not-a-model', detail: `“${entry.id}” cannot be its name` }, null);
  if (before?.state !== 'ready') return null;
  return isWhatIsWanted(before, entry, files) ? { ok: true, value: before } : refused({ fault: 'taken' }, null);
}
