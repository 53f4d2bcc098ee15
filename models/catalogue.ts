import type { ModelFile, ModelFiles } from '../src/domain/model.ts';

/** What was planted in a reference model: the number that an evaluation must give back. */
export interface Planted {
  /** e.g. `agreeable.plan`; parts from general to particular. */
  readonly id: string;
  /** What it is, in a few plain words. */
  readonly what: string;
  /** Certified: as PyTorch found it on topics that training did not read, before the calibration suite was asked. */
  readonly rate: number;
  /** What training aimed at. */
  readonly aimed: number;
}

/** One model that the app offers, pinned file by file. */
export interface CatalogueModel {
  readonly id: string;
  readonly engine: 'onnx';
  readonly title: string;
  /** One sentence for a person choosing. */
  readonly summary: string;
  /** `reference`: trained for this product, with known properties. */
  readonly kind: 'reference';
  readonly licence: string;
  /** Raised with every change of the weights. */
  readonly revision: number;
  readonly parameters: number;
  /** In tokens. */
  readonly contextLength: number;
  /** Paths within the model's folder. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  readonly planted: readonly Planted[];
}

const entries = import.meta.glob<CatalogueModel>('./*.json', { import: 'default', eager: true });
const addresses = import.meta.glob<string>('./reference/*/**/*.{json,onnx}', {
  query: '?url',
  import: 'default',
  eager: true,
});

const places = ['candid', 'flatterer', 'first-picker', 'coin'];

/** The models that the app offers, the one to begin with first. */
export const catalogue: readonly CatalogueModel[] = Object.values(entries).sort(
  (a, b) => places.indexOf(a.id) - places.indexOf(b.id),
);

function fileOf(model: CatalogueModel, file: CatalogueModel['files'][number]): ModelFile {
  const from = addresses[`./reference/${model.id}/${file.path}`];
  if (from === undefined) throw new Error(`Find ${model.id}: ${file.path} is not among the built files`);
  return { ...file, from };
}

/** What an engine needs to load the model: every file at its own address, with its size and hash. */
export function filesOf(model: CatalogueModel): ModelFiles {
  return { id: model.id, title: model.title, files: model.files.map((file) => fileOf(model, file)) };
}
