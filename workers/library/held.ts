import type { Held } from './desk.ts';
import { journalPath } from './journal.ts';
import { drawers, openDrawer } from './opfs.ts';

/** What lies in every drawer. */
export async function held(): Promise<readonly Held[]> {
  return Promise.all(
    (await drawers()).map(async (id) => {
      const drawer = await openDrawer(id);
      const files: Record<string, number> = {};
      for (const path of await drawer.paths()) {
        if (path !== journalPath) files[path] = (await drawer.file(path))?.size ?? 0;
      }
      const bytes = Object.values(files).reduce((sum, size) => sum + size, 0);
      return { id, bytes, files };
    }),
  );
}
