import type { Held } from './desk.ts';
import { journalPath } from './journal.ts';
import { drawers, openDrawer } from './opfs.ts';
import type { Drawer } from './part.ts';

/** What lies in every drawer. */
export async function held(): Promise<readonly Held[]> {
  return Promise.all(
    (await drawers()).map(async (id) => {
      const files = await filesIn(await openDrawer(id));
      return { id, bytes: bytesIn(files), files };
    }),
  );
}

/** Sizes of a drawer's files by path, the journal left out. */
export async function filesIn(drawer: Drawer): Promise<Readonly<Record<string, number>>> {
  const files: Record<string, number> = {};
  for (const path of await drawer.paths()) {
    if (path !== journalPath) files[path] = (await drawer.file(path))?.size ?? 0;
  }
  return files;
}

/** How much files of these sizes take up. */
export function bytesIn(files: Readonly<Record<string, number>>): number {
  return Object.values(files).reduce((sum, size) => sum + size, 0);
}
