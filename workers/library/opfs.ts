import type { Drawer, Part } from './part.ts';

const cabinet = 'touchstone-models';
/** Paths have slashes, which names may not have, and might be `.` or `..`, which would mean something else. */
const nameOf = (path: string) => `file-${encodeURIComponent(path)}`;
const pathOf = (name: string) => decodeURIComponent(name.slice('file-'.length));

/** How often, and how long apart, to knock at a file that a dying worker has not let go yet. Milliseconds. */
const knocks = 20;
const knockPause = 100;

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(cabinet, { create: true });
}

/** The drawer of a model in the origin's private file system, made where there is none. */
export async function openDrawer(id: string): Promise<Drawer> {
  const place = await (await folder()).getDirectoryHandle(id, { create: true });
  return {
    open: async (path) => partOf(await openFreed(await place.getFileHandle(nameOf(path), { create: true }))),
    async file(path) {
      try {
        return await (await place.getFileHandle(nameOf(path))).getFile();
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    async remove(path) {
      try {
        await place.removeEntry(nameOf(path));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
    paths: async () => (await namesIn(place)).map(pathOf),
  };
}

/** Deletes a model's drawer with all that is in it. */
export async function removeDrawer(id: string): Promise<void> {
  try {
    await (await folder()).removeEntry(id, { recursive: true });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** The ids of all drawers. */
export async function drawers(): Promise<readonly string[]> {
  return namesIn(await folder());
}

async function namesIn(place: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const name of place.keys()) names.push(name);
  return names;
}

async function openFreed(handle: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  for (let knock = 1; ; knock++) {
    try {
      return await handle.createSyncAccessHandle();
    } catch (error) {
      if (knock === knocks || !(error instanceof DOMException) || error.name !== 'NoModificationAllowedError')
        throw error;
      await new Promise((resolve) => setTimeout(resolve, knockPause));
    }
  }
}

function partOf(handle: FileSystemSyncAccessHandle): Part {
  let end = handle.getSize();
  return {
    size: () => end,
    read: (into, at) => handle.read(into, { at }),
    append(bytes) {
      const written = handle.write(bytes, { at: end });
      // In a private window Chromium 156 does not throw on a full disk, but answers 4294967288.
      if (written !== bytes.length) {
        end = handle.getSize();
        throw new DOMException(`${written} of ${bytes.length} bytes were written`, 'QuotaExceededError');
      }
      end += written;
    },
    truncate(size) {
      handle.truncate(size);
      end = size;
    },
    flush: () => handle.flush(),
    close: () => handle.close(),
  };
}

function isNotFound(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}
