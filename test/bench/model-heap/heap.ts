/** Memory that WebAssembly modules have been given. */
export interface Heap {
  /** Bytes they began with, and have now. */
  sizes(): { readonly began: number; readonly now: number };
}

/** Watches every WebAssembly memory that is made from now on. */
export function watchHeap(): Heap {
  const made: { readonly memory: WebAssembly.Memory; readonly began: number }[] = [];
  class Watched extends WebAssembly.Memory {
    constructor(wanted: WebAssembly.MemoryDescriptor) {
      super(wanted);
      made.push({ memory: this, began: this.buffer.byteLength });
    }
  }
  WebAssembly.Memory = Watched;
  return {
    sizes: () => ({
      began: made.reduce((sum, { began }) => sum + began, 0),
      now: made.reduce((sum, { memory }) => sum + memory.buffer.byteLength, 0),
    }),
  };
}
