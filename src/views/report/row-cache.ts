import { rowsAtOnce, type ItemRow } from '../parts/reader/desk.ts';

/** The rows of one list that are here, by place, and the blocks of them that were asked for. */
export class RowCache {
  readonly #rows = new Map<number, ItemRow>();
  readonly #asked = new Set<number>();

  at(place: number): ItemRow | undefined {
    return this.#rows.get(place);
  }

  put(from: number, rows: readonly ItemRow[]): void {
    rows.forEach((row, step) => this.#rows.set(from + step, row));
  }

  /** Where the blocks begin that are needed between two places, are not here and were not asked for; from now on they were. */
  ask(from: number, to: number): readonly number[] {
    const blocks: number[] = [];
    for (let block = Math.max(0, Math.floor(from / rowsAtOnce) * rowsAtOnce); block < to; block += rowsAtOnce) {
      if (this.#asked.has(block) || this.#has(Math.max(block, from), Math.min(block + rowsAtOnce, to))) continue;
      this.#asked.add(block);
      blocks.push(block);
    }
    return blocks;
  }

  /** Forgets that a block was asked for: it did not come. */
  lost(block: number): void {
    this.#asked.delete(block);
  }

  #has(from: number, to: number): boolean {
    for (let place = from; place < to; place += 1) if (!this.#rows.has(place)) return false;
    return true;
  }
}
