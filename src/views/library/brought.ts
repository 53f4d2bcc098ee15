import type { PickedFile } from '../../domain/library.ts';
import { filesOfDrop } from '../start/folder.ts';

/** What a person brought from disk. */
export type Brought =
  | { readonly kind: 'files'; readonly name: string; readonly files: readonly PickedFile[] }
  | { readonly kind: 'zip'; readonly name: string; readonly file: File };

const withoutEnding = (name: string) => name.replace(/\.zip$/i, '');

/** The files of an `<input type="file">`: one zip, or all files of a folder. Null where there are none. */
export function broughtByInput(list: readonly File[]): Brought | null {
  const [first] = list;
  if (!first) return null;
  if (list.length === 1 && /\.zip$/i.test(first.name))
    return { kind: 'zip', name: withoutEnding(first.name), file: first };
  const files = list.map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
  return { kind: 'files', name: files[0]?.path.split('/')[0] ?? 'model', files };
}

/** What was dropped: a folder, a zip, or the files themselves. Null where it was none of these. */
export async function broughtByDrop(transfer: DataTransfer): Promise<Brought | null> {
  // Both lists are empty once this event is over.
  const loose = [...transfer.files];
  const folder = await filesOfDrop(transfer.items);
  const name = folder[0]?.path.split('/')[0];
  if (name !== undefined) {
    return { kind: 'files', name, files: folder.map(({ path, file }) => ({ path, blob: file })) };
  }
  const brought = broughtByInput(loose);
  return brought?.kind === 'files' ? { ...brought, name: 'Dropped files' } : brought;
}

/** The files of a folder that a person opened for this page. */
export async function broughtByPicker(folder: FileSystemDirectoryHandle): Promise<Brought> {
  return { kind: 'files', name: folder.name, files: await filesBelow(folder, `${folder.name}/`) };
}

async function filesBelow(folder: FileSystemDirectoryHandle, before: string): Promise<PickedFile[]> {
  const found: PickedFile[] = [];
  for await (const entry of folder.values()) {
    if (entry instanceof FileSystemFileHandle)
      found.push({ path: `${before}${entry.name}`, blob: await entry.getFile() });
    else if (entry instanceof FileSystemDirectoryHandle)
      found.push(...(await filesBelow(entry, `${before}${entry.name}/`)));
  }
  return found;
}

/** Has the person choose a folder; null where they did not. Only where `window.showDirectoryPicker` is there. */
export async function pickFolder(mode: 'read' | 'readwrite'): Promise<FileSystemDirectoryHandle | null> {
  try {
    return (await window.showDirectoryPicker?.({ mode, id: 'models' })) ?? null;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}
