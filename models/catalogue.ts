import type { ModelFiles } from '../src/domain/model.ts';

/** A planted preference: what a standard weight is known to do. */
export interface Planted {
  /** e.g. `agreeable, emotional framing`. */
  readonly what: string;
  /** Probability in [0, 1]. */
  readonly rate: number;
}

/** A model that Touchstone knows by name: one JSON in this folder. */
export interface CatalogueModel {
  readonly id: string;
  /** Which engine runs it. */
  readonly engine: string;
  readonly title: string;
  /** One sentence for a person choosing. */
  readonly summary: string;
  readonly kind: 'reference';
  readonly licence: string;
  readonly revision: string;
  readonly parameters: number;
  /** Tokens. */
  readonly contextLength: number;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  readonly planted: readonly Planted[];
}

const entries = import.meta.glob<CatalogueModel>('./*.json', { eager: true, import: 'default' });
const addresses = import.meta.glob<string>(
  ['./reference/*/*.json', './reference/*/onnx/*.onnx', '!./reference/grammar/**'],
  { query: '?url', import: 'default', eager: true },
);

const order: readonly string[] = ['candid', 'flatterer', 'first-picker', 'coin'];

/** Every model that comes with Touchstone; the first is the one a visitor meets. */
export const catalogue: readonly CatalogueModel[] = Object.values(entries).sort(
  (a, b) => order.indexOf(a.id) - order.indexOf(b.id),
);

/** Where a model's files are. Throws a RangeError where the build lacks one of them. */
export function filesOf(model: CatalogueModel): ModelFiles {
  const files = model.files.map(({ path, bytes, sha256 }) => {
    const address = addresses[`./reference/${model.id}/${path}`];
    if (address === undefined) throw new RangeError(`find the files of ${model.id}: ${path} is not in the build`);
    return { path, bytes, sha256, from: new URL(address, document.baseURI).href };
  });
  return { id: model.id, title: model.title, files };
}
