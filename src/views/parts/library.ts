import type { Library, LibraryModel } from '../../domain/library.ts';
import type { Watched } from '../../store/watch.ts';

let opened: Promise<Library> | null = null;

/** The model library, connected when it is first needed and kept for as long as the page is open. */
export function openLibrary(): Promise<Library> {
  opened ??= Promise.all([import('../../../workers/library/connect.ts'), import('../../store/models.ts')]).then(
    ([library, { modelShelf }]) => library.openLibrary(modelShelf),
  );
  // One that could not be loaded is tried again when it is next wanted.
  opened.catch(() => (opened = null));
  return opened;
}

/** The kept models, as they are now and as they change. */
export async function watchKept(): Promise<Watched<readonly LibraryModel[]>> {
  const { watchModels } = await import('../../store/models.ts');
  return watchModels();
}

const key = 'touchstone.models';

/** Notes whether this browser keeps models, so that the first screen looks for them only where there are some. */
export function noteKept(some: boolean): void {
  try {
    if (some) localStorage.setItem(key, '1');
    else localStorage.removeItem(key);
  } catch {
    // The library's own screen still shows them.
  }
}

/** Whether this browser kept models when the library was last looked at. */
export function wereKept(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}
