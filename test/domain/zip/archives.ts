import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusalText } from '../../../src/domain/parsed.ts';
import { readDirectory, type ZipLimits } from '../../../src/domain/zip/directory.ts';
import type { ZipEntry } from '../../../src/domain/zip/entry.ts';
import { BrokenEntry, unpacked } from '../../../src/domain/zip/unpacked.ts';

/** Archives that Python's zipfile and Info-ZIP made, in base64: test/reference/zips.py. */
export const witness = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/zips.json'), 'utf8'),
) as Readonly<Record<'files' | 'good' | 'bad' | 'names', Readonly<Record<string, string>>>>;

/** As generous as a zip of a model is read. */
export const generous: ZipLimits = { entries: 20_000, bytes: Infinity, ratio: 200, ratioFrom: 2 ** 24 };

/** The bytes of an archive of the witness. */
export function bytesOf(base64: string | undefined): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64 ?? '', 'base64'));
}

/** What a file in a zip holds. */
export async function contentsOf(zip: Blob, entry: ZipEntry): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of unpacked(zip, entry)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Every file of a zip in base64, or the sentence of its refusal. */
export async function allOf(zip: Blob, limits = generous): Promise<Readonly<Record<string, string>> | string> {
  const directory = await readDirectory(zip, limits);
  if (!directory.ok) return refusalText(directory);
  const found: Record<string, string> = {};
  try {
    for (const entry of directory.value) found[entry.path] = (await contentsOf(zip, entry)).toString('base64');
  } catch (error) {
    if (error instanceof BrokenEntry) return refusalText(error.refusal);
    throw error;
  }
  return found;
}
