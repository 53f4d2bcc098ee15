import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue, type CatalogueModel } from '../../models/catalogue.ts';
import type { ModelFiles } from '../../src/domain/model.ts';

export const referenceFolder = join(import.meta.dirname, '../../models/reference');

/** A model of the catalogue with its files from disk, sizes and hashes to be checked on loading. */
export function fromDisk(model: CatalogueModel): ModelFiles {
  return {
    id: model.id,
    title: model.title,
    files: model.files.map((file) => ({
      ...file,
      from: new Blob([readFileSync(join(referenceFolder, model.id, file.path))]),
    })),
  };
}

export function entry(id: string): CatalogueModel {
  const found = catalogue.find((model) => model.id === id);
  if (!found) throw new Error(`Find model: ${id} is not in the catalogue`);
  return found;
}
