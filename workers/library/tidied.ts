import type { LibraryModel, Shelf } from '../../src/domain/library.ts';
import type { Held } from './desk.ts';
import { alone, takenModels } from './lock.ts';

/**
 * The models of a shelf, as far as the drawers bear them out: one whose files are gone is no more, one that lacks some is
 * partial. Drawers that no model owns, and that nobody is at work on, are a crash's leavings, and are handed to `clear`.
 */
export async function tidied(
  shelf: Shelf,
  held: readonly Held[],
  clear: (id: string) => Promise<unknown>,
): Promise<readonly LibraryModel[]> {
  const taken = await takenModels();
  const models = await shelf.list();
  for (const { id } of held) {
    if (taken.has(id) || models.some((model) => model.id === id)) continue;
    await alone(id, async () => {
      if (!(await shelf.list()).some((model) => model.id === id)) await clear(id);
    });
  }
  const found: LibraryModel[] = [];
  for (const model of models) {
    const drawer = held.find(({ id }) => id === model.id);
    if (taken.has(model.id)) found.push(drawer ? { ...model, bytesHere: drawer.bytes } : model);
    else if (!drawer || drawer.bytes === 0) await shelf.remove(model.id);
    else found.push(await bornOut(model, drawer, shelf));
  }
  return found;
}

async function bornOut(model: LibraryModel, drawer: Held, shelf: Shelf): Promise<LibraryModel> {
  const isWhole = model.files.every(({ path, bytes }) => drawer.files[path] === bytes);
  if (model.state === 'ready' && isWhole) return model;
  const found: LibraryModel = { ...model, state: 'partial', bytesHere: drawer.bytes };
  if (model.state === 'ready' || model.bytesHere !== drawer.bytes) await shelf.put(found);
  return found;
}
