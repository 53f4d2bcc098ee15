/** A file that is being written, from its start on. Everything is at once, nothing is waited for. */
export interface Part {
  /** Bytes that are there. */
  size(): number;
  /** Reads from `at` on; gives how many bytes it read, 0 at the end. */
  read(into: Uint8Array, at: number): number;
  /** Adds bytes at the end. Throws a DOMException named QuotaExceededError where there is no room. */
  append(bytes: Uint8Array): void;
  truncate(size: number): void;
  /** Brings what was written to the disk. */
  flush(): void;
  close(): void;
}

/** The place where the files of one model lie, by their paths. */
export interface Drawer {
  /** Opens a file for writing, at first an empty one; nobody else can open it until it is closed. */
  open(path: string): Promise<Part>;
  /** A file as it is, undefined where there is none; its bytes stay on the disk until they are read. */
  file(path: string): Promise<File | undefined>;
  /** Deletes a file; nothing happens where there is none. */
  remove(path: string): Promise<void>;
  /** Paths of all files. */
  paths(): Promise<readonly string[]>;
}
