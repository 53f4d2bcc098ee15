import { proxy } from 'comlink';
import type { LibraryModel, LibraryReply, OnProgress, Shelf } from '../../src/domain/library.ts';
import { putAsFarAsItCame } from './broken-off.ts';
import type { Picked } from './desk.ts';
import { alone } from './lock.ts';
import { begunImport, importToGoOn, newModelId, readyRecord, sameModel } from './records.ts';
import type { LiveDesk } from './room.ts';
import { refused } from './words.ts';

/** Who hears how an import goes. */
export interface Listeners {
  readonly onProgress: OnProgress;
  /** Told once under which record the files are copied in. */
  readonly onBegun: (model: LibraryModel) => void;
}

/**
 * Brings in what was picked, under the name `name`: goes on with an earlier import of it that was broken off, or begins a
 * new one, unless the very same model is here already. What is begun is written down before, so that a sudden end leaves
 * something to go on with.
 */
export async function importing(
  shelf: Shelf,
  desk: LiveDesk,
  name: string,
  picked: Picked,
  { onProgress, onBegun }: Listeners,
  signal: AbortSignal,
): Promise<LibraryReply<LibraryModel>> {
  const { kind } = picked;
  const kept = await shelf.list();
  const brokenOff = kept.filter(({ state, source }) => state === 'partial' && source.kind === kind);
  const ids = brokenOff.map(({ id }) => id);
  const looked = await desk.call((worker) => worker.look(picked, ids), signal);
  if (!looked.ok) return looked;
  if (signal.aborted) return refused({ fault: 'cancelled' }, 0);
  const { files, here } = looked.value;
  const before = importToGoOn(name, files, brokenOff, here);
  const taken = kept.map((model) => model.id);
  const id = before?.id ?? newModelId(name, taken);
  const reply = await alone(id, async (): Promise<LibraryReply<LibraryModel>> => {
    // Another tab may have finished or begun it meanwhile.
    const now = (await shelf.list()).find((model) => model.id === id);
    if (now?.state !== before?.state) return refused({ fault: 'busy' }, null);
    const begun = begunImport(id, { kind, name }, files, now);
    await shelf.put(begun);
    onBegun(begun);
    const brought = await desk.call((worker, job) => worker.bring(job, id, picked, proxy(onProgress)), signal);
    if (!brought.ok) {
      await putAsFarAsItCame(shelf, desk, begun);
      return brought;
    }
    const there = sameModel(brought.value, await shelf.list());
    if (there) {
      await desk.call((worker) => worker.remove(id));
      await shelf.remove(id);
      return { ok: true, value: there };
    }
    const model = readyRecord(begun, begun.source, null, brought.value);
    await shelf.put(model);
    return { ok: true, value: model };
  });
  return reply ?? refused({ fault: 'busy' }, null);
}
