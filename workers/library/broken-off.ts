import type { LibraryModel, Shelf } from '../../src/domain/library.ts';
import type { LiveDesk } from './room.ts';

/** Writes down how far a model came whose download or import was broken off; what has nothing here is no more. */
export async function putAsFarAsItCame(shelf: Shelf, desk: LiveDesk, begun: LibraryModel): Promise<void> {
  const held = await desk.call((worker) => worker.held());
  if (!held.ok) return;
  const drawer = held.value.find(({ id }) => id === begun.id);
  if (drawer && drawer.bytes > 0) await shelf.put({ ...begun, bytesHere: drawer.bytes });
  else await shelf.remove(begun.id);
}
