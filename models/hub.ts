import type { HubEntry, HubFile, Licence } from '../src/domain/library.ts';

/** A licence with the condition that a person should know before downloading. */
export interface HubLicence extends Licence {
  /** One sentence: what it allows, and on what condition. */
  readonly condition: string;
}

/** One choice of weights: the same model in one number format. */
export interface HubVariant {
  /** `fp32`, `fp16`, `q8`, `q4` or `q4f16`, as transformers.js names them. */
  readonly dtype: string;
  /** The graph first, then the weights kept beside it. */
  readonly files: readonly HubFile[];
}

/** Something to know before choosing. */
export interface Caution {
  /** The number formats it holds for; all where empty. */
  readonly dtypes: readonly string[];
  /** Where it holds; null for everywhere. */
  readonly device: 'webgpu' | 'wasm' | null;
  readonly text: string;
}

/** A model that a hub offers and this engine can run. Sizes are as published, none of them measured by us. */
export interface HubModel {
  readonly id: string;
  readonly engine: 'onnx';
  readonly title: string;
  /** One sentence for a person choosing. */
  readonly summary: string;
  /** `decoder`: answers questions. `encoder`: turns phrases into vectors, for the moral direction alone. */
  readonly kind: 'decoder' | 'encoder';
  /** `owner/name` on the hub. */
  readonly repo: string;
  /** A commit, or `main`: then whatever is there at the first download is what this browser holds to. */
  readonly revision: string;
  readonly licence: HubLicence;
  /** As published, rounded. */
  readonly parameters: number;
  /** In tokens. */
  readonly contextLength: number;
  readonly languages: string;
  /** How an encoder's vector is made from its tokens' vectors; null for a decoder. */
  readonly pooling: 'mean' | 'cls' | null;
  /** Configuration, tokenizer and template: needed whatever the number format. */
  readonly texts: readonly HubFile[];
  readonly variants: readonly HubVariant[];
  readonly cautions: readonly Caution[];
  /** Where the sizes come from, in a sentence. */
  readonly sizesFrom: string;
}

const entries = import.meta.glob<HubModel>('./hub/*.json', { import: 'default', eager: true });

/** The models that can be downloaded: decoders before encoders, small before large. */
export const hubModels: readonly HubModel[] = Object.values(entries).sort(
  (a, b) => a.kind.localeCompare(b.kind) || a.parameters - b.parameters,
);

/** Why the engine cannot run a model as its makers meant it, in a sentence; empty where it can. */
export function whyNotOffered(model: HubModel): string {
  return model.pooling === 'cls'
    ? 'Not offered: its makers read the vector of its first token, and Touchstone averages over all tokens. The numbers would not be the model’s own.'
    : '';
}

/** All files of a model in one number format. */
export function filesOfVariant(model: HubModel, variant: HubVariant): readonly HubFile[] {
  return [...model.texts, ...variant.files];
}

/** Size of a download in bytes, as far as it is published. */
export function bytesOfVariant(model: HubModel, variant: HubVariant): number {
  return filesOfVariant(model, variant).reduce((sum, file) => sum + (file.bytes ?? 0), 0);
}

/** The id under which a model in one number format is kept. */
export function keptId(model: HubModel, variant: HubVariant): string {
  return `${model.id}-${variant.dtype}`;
}

/** The catalogue's entry for a kept model; undefined where it came from elsewhere. */
export function listedAs(id: string): { readonly model: HubModel; readonly variant: HubVariant } | undefined {
  for (const model of hubModels) {
    const variant = model.variants.find((one) => keptId(model, one) === id);
    if (variant) return { model, variant };
  }
  return undefined;
}

/** What to ask of a hub (its origin, e.g. `https://huggingface.co`) for a model in one number format. */
export function entryOf(model: HubModel, variant: HubVariant, hub: string): HubEntry {
  const { name, address } = model.licence;
  return {
    id: keptId(model, variant),
    title: `${model.title} (${variant.dtype})`,
    hub,
    repo: model.repo,
    revision: model.revision,
    licence: { name, address },
  };
}
