import { contentHash } from '../domain/canonical.ts';
import type { Item, Suite } from '../domain/suite.ts';
import { database, type SuiteRow } from './database.ts';
import { kept } from './failure.ts';

/** Items in a block: reading some must not mean reading all. */
const perBlock = 512;

/** Hashes suites before a transaction begins: waiting within one for anything but the database would end it. */
export function hashedSuites(suites: readonly Suite[]): Promise<readonly { hash: string; suite: Suite }[]> {
  return Promise.all(suites.map(async (suite) => ({ hash: await contentHash(suite), suite })));
}

/** Keeps suites that are not kept yet, within a transaction. */
export async function putSuites(suites: readonly { readonly hash: string; readonly suite: Suite }[]): Promise<void> {
  for (const { hash, suite } of suites) {
    if ((await database.suites.where('hash').equals(hash).count()) > 0) continue;
    const blocks = Math.ceil(suite.items.length / perBlock);
    const rows = Array.from({ length: blocks }, (_, index) => ({
      hash,
      index,
      items: suite.items.slice(index * perBlock, (index + 1) * perBlock),
    }));
    await database.items.bulkPut(rows);
    await database.suites.put({ hash, suite: { ...suite, items: [] }, blocks });
  }
}

/** A suite without its items, as far as these lie in blocks of their own. Throws where it is not kept. */
export async function suiteRow(hash: string): Promise<SuiteRow> {
  const row = await database.suites.get(hash);
  if (row === undefined) throw new Error(`suite ${hash} is missing`);
  return row;
}

/** The next items of a suite, from the block `from` on, at most `many` blocks. */
export async function itemsOf(row: SuiteRow, from = 0, many = Infinity): Promise<readonly Item[]> {
  if (row.blocks === undefined) return from === 0 ? row.suite.items : [];
  const rows = await database.items
    .where('[hash+index]')
    .between([row.hash, from], [row.hash, from + many])
    .toArray();
  return rows.flatMap(({ items }) => items);
}

/** A suite with all its items. Throws where it is not kept. */
export async function wholeSuite(hash: string): Promise<Suite> {
  const row = await suiteRow(hash);
  return { ...row.suite, items: await itemsOf(row) };
}

/** Every suite that a kept run asked, whole. */
export function keptSuites(): Promise<readonly Suite[]> {
  return kept('Reading the suites', async () => {
    const hashes = await database.suites.toCollection().primaryKeys();
    return Promise.all(hashes.map(wholeSuite));
  });
}

/** Deletes the suites that no run needs any more, within a transaction. */
export async function dropUnneeded(): Promise<void> {
  const needed = new Set((await database.runs.toArray()).flatMap((row) => row.suiteHashes));
  const hashes = await database.suites.toCollection().primaryKeys();
  for (const hash of hashes.filter((one) => !needed.has(one))) {
    await database.items.where('[hash+index]').between([hash, 0], [hash, Infinity]).delete();
    await database.suites.delete(hash);
  }
}
