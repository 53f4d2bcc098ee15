import type { Scan } from './scan.ts';

/** Rows of the table in which token ids are looked up: an id beyond it has no meaning. Null where that is not found. */
export function vocabularyOf({ nodes, initializers }: Scan): number | null {
  const tables = nodes
    .filter(({ op, inputs }) => (op === 'Gather' || op === 'GatherBlockQuantized') && inputs[1] === 'input_ids')
    .map(({ inputs }) => initializers.find(({ name }) => name === inputs[0])?.dims[0]);
  return tables.find((rows) => rows !== undefined) ?? null;
}
