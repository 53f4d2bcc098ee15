import { refusalText } from '../../../src/domain/parsed.ts';
import { readDirectory as read } from '../../../src/domain/zip/directory.ts';
import type { ZipEntry } from '../../../src/domain/zip/entry.ts';

/** More files than any model has, and less packed than weights and texts ever are. How much fits is seen before it is copied. */
const limits = { entries: 20_000, bytes: Infinity, ratio: 200, ratioFrom: 2 ** 24 };

/** Reads which files a model's zip holds. Throws a RangeError that says what is wrong with it. */
export async function readDirectory(zip: Blob): Promise<readonly ZipEntry[]> {
  const directory = await read(zip, limits);
  if (!directory.ok) throw new RangeError(refusalText(directory));
  return directory.value;
}
