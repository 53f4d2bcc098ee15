import type { LibraryModel, LibraryReply, Shelf } from '../../src/domain/library.ts';
import type { WholeFile } from './desk.ts';
import { alone } from './lock.ts';
import { newModelId, readyRecord, sameModel } from './records.ts';
import type { LiveDesk } from './room.ts';
import { refused } from './words.ts';

/** Puts a model of files that `bring` brings in under a new id, unless the very same model is here already. */
export async function importing(
  shelf: Shelf,
  desk: LiveDesk,
  source: { readonly kind: 'folder' | 'zip'; readonly name: string },
  bring: (id: string) => Promise<LibraryReply<readonly WholeFile[]>>,
): Promise<LibraryReply<LibraryModel>> {
  const id = newModelId(
    source.name,
    (await shelf.list()).map((model) => model.id),
  );
  const reply = await alone(id, async (): Promise<LibraryReply<LibraryModel>> => {
    const brought = await bring(id);
    if (!brought.ok) {
      // A worker that died has left what it had.
      if (brought.fault === 'crashed') await desk.call((worker) => worker.remove(id));
      return brought;
    }
    const models = await shelf.list();
    const there = sameModel(brought.value, models);
    if (there) {
      await desk.call((worker) => worker.remove(id));
      return { ok: true, value: there };
    }
    const about = { id, title: source.name, addedAt: new Date().toISOString() };
    const model = readyRecord(about, source, null, brought.value);
    await shelf.put(model);
    return { ok: true, value: model };
  });
  return reply ?? refused({ fault: 'busy' }, null);
}
