import type { Drawer, Part } from '../../workers/library/part.ts';

/** A drawer in memory that can be full, or lose what was not flushed as a crash would. */
export interface MemoryDrawer extends Drawer {
  /** Bytes by path. */
  readonly contents: Map<string, Uint8Array>;
  /** A drawer as it would be found after a crash: of each file what was flushed last, and maybe some rubbish behind it. */
  afterCrash(rubbish?: number): MemoryDrawer;
}

export function memoryDrawer(
  contents: Map<string, Uint8Array> = new Map(),
  capacity: () => number = () => Infinity,
): MemoryDrawer {
  const flushed = new Map(contents);
  const opened = new Set<string>();
  const used = () => [...contents.values()].reduce((sum, { length }) => sum + length, 0);

  function partOf(path: string): Part {
    const at = () => contents.get(path) ?? new Uint8Array();
    return {
      size: () => at().length,
      read(into, from) {
        const piece = at().subarray(from, from + into.length);
        into.set(piece);
        return piece.length;
      },
      append(bytes) {
        const room = Math.max(0, capacity() - used());
        const taken = bytes.subarray(0, room);
        contents.set(path, new Uint8Array(Buffer.concat([at(), taken])));
        if (taken.length < bytes.length) throw new DOMException('full', 'QuotaExceededError');
      },
      truncate: (size) => void contents.set(path, at().slice(0, size)),
      flush: () => void flushed.set(path, at()),
      close: () => void opened.delete(path),
    };
  }
  return {
    contents,
    async open(path) {
      if (opened.has(path)) throw new DOMException('in use', 'NoModificationAllowedError');
      opened.add(path);
      if (!contents.has(path)) contents.set(path, new Uint8Array());
      return partOf(path);
    },
    async file(path) {
      const bytes = contents.get(path);
      return bytes && new File([new Uint8Array(bytes)], path);
    },
    async remove(path) {
      contents.delete(path);
      flushed.delete(path);
    },
    paths: async () => [...contents.keys()],
    afterCrash(rubbish = 0) {
      const found = [...flushed].map(
        ([path, bytes]) => [path, new Uint8Array(Buffer.concat([bytes, Buffer.alloc(rubbish, 0xff)]))] as const,
      );
      return memoryDrawer(new Map(found), capacity);
    },
  };
}
