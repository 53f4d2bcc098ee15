import type { Memory } from './session.ts';

/** The beginning that the questions of one call had in common, remembered for the next: rounds of a suite begin alike. */
export interface Trunk {
  readonly ids: readonly number[];
  /** Null where nothing is remembered. */
  readonly memory: Memory | null;
  /** Takes over what is remembered of a beginning, and lets go of what was there. */
  put(ids: readonly number[], memory: Memory): void;
  clear(): void;
}

/** An empty one. */
export function emptyTrunk(): Trunk {
  let kept: { readonly ids: readonly number[]; readonly memory: Memory } | null = null;
  return {
    get ids() {
      return kept?.ids ?? [];
    },
    get memory() {
      return kept?.memory ?? null;
    },
    put(ids, memory) {
      if (kept?.memory !== memory) kept?.memory.dispose();
      kept = { ids, memory };
    },
    clear() {
      kept?.memory.dispose();
      kept = null;
    },
  };
}
