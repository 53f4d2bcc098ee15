import type { LibraryModel, Shelf } from '../../src/domain/library.ts';
import type { Held } from './desk.ts';
import { alone, takenModels } from './lock.ts';

/** The drawers as they are now, and how to delete one. */
export interface Drawers {
  readonly held: () => Promise<readonly Held[]>;
  readonly clear: (id: string) => Promise<unknown>;
}

/**
 * The models of a shelf, as far as the drawers (`held`, as they were just now) bear them out: one whose files are gone is no
 * more, one that lacks some is partial, and of a partial one it is written down how much is here. Drawers that no model
 * owns, and that nobody is at work on, are a crash's leavings, and are cleared.
 */
export async function tidied(shelf: Shelf, held: readonly Held[], drawers: Drawers): Promise<readonly LibraryModel[]> {
  const taken = await takenModels();
  const models = await shelf.list();
  for (const { id } of held) {
    if (taken.has(id) || models.some((model) => model.id === id)) continue;
    await alone(id, async () => {
      if (!(await shelf.list()).some((model) => model.id === id)) await drawers.clear(id);
    });
  }
  const found = await Promise.all(
    models.map(async (model) => {
      const drawer = held.find(({ id }) => id === model.id);
      const borne = bornOut(model, drawer);
      if (borne === model || taken.has(model.id)) return drawer ? { ...model, bytesHere: drawer.bytes } : model;
      // Another tab may have been at work meanwhile: what is written is read again when nobody is.
      return (await alone(model.id, () => putRight(model.id, shelf, drawers))) ?? borne;
    }),
  );
  return found.filter((model) => model !== null);
}

/** The model itself where the drawer bears it out, else what is left of it; null where nothing is. */
function bornOut(model: LibraryModel, drawer: Held | undefined): LibraryModel | null {
  if (!drawer || drawer.bytes === 0) return null;
  const isWhole = model.files.every(({ path, bytes }) => drawer.files[path] === bytes);
  if (model.state === 'partial' ? model.bytesHere === drawer.bytes : isWhole) return model;
  return { ...model, state: 'partial', bytesHere: drawer.bytes };
}

async function putRight(id: string, shelf: Shelf, { held }: Drawers): Promise<LibraryModel | null> {
  const model = (await shelf.list()).find((one) => one.id === id);
  if (!model) return null;
  const borne = bornOut(
    model,
    (await held()).find((drawer) => drawer.id === id),
  );
  if (borne === null) await shelf.remove(id);
  else if (borne !== model) await shelf.put(borne);
  return borne;
}
