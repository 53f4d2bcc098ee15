import type { LibraryModel, Pin, Shelf } from '../domain/library.ts';
import { database } from './database.ts';
import { kept } from './failure.ts';
import { watched, type Watched } from './watch.ts';

/** The models kept in this browser, as they are written down; the files lie in the worker's keeping. */
export const modelShelf: Shelf = {
  list: () => kept('Reading the list of models', newestFirst),
  put: (model) =>
    kept('Keeping the model', async () => {
      await database.models.put(model);
    }),
  remove: (id) => kept('Removing the model', () => database.models.delete(id)),
  pinsOf: (repo, revision) =>
    kept('Reading what the model was', () =>
      database.pins.where('[repo+revision+path]').between([repo, revision, ''], [repo, revision, '\uffff']).toArray(),
    ),
  pin: (pins: readonly Pin[]) =>
    kept('Keeping what the model is', async () => {
      await database.pins.bulkPut([...pins]);
    }),
};

/** All models, whole and partial, the newest first; told of changes in every tab. */
export function watchModels(): Watched<readonly LibraryModel[]> {
  return watched(newestFirst);
}

function newestFirst(): Promise<LibraryModel[]> {
  return Promise.resolve(database.models.orderBy('addedAt').reverse().toArray());
}
