import type { ModelFile } from '../../src/domain/model.ts';
import { done, failed, type Reply } from '../../src/domain/reply.ts';

/** One graph with its weights. */
export interface GraphFiles {
  readonly graph: ModelFile;
  /** Weights kept outside the graph, in chunks. */
  readonly external: readonly ModelFile[];
  /** Of the weights, by the name of the graph's file: `fp32`, `fp16`, `q4` … */
  readonly dtype: string;
}

/** Which files of a Hugging Face model folder decide what it answers. */
export interface Layout extends GraphFiles {
  /** Every graph that the folder offers; the usual one, which the layout itself names, first. */
  readonly graphs: readonly GraphFiles[];
  /** Configuration, tokenizer and template: everything that is small text. */
  readonly texts: readonly ModelFile[];
}

/** What a folder must have, and what to do where it has not. */
const needed = {
  'config.json': 'it lies beside tokenizer.json on the model’s page: fetch it into the same folder',
  'tokenizer.json':
    'an older tokenizer alone (vocab.txt, tokenizer.model) cannot be read: take an export of the model that has tokenizer.json',
} as const;
const optional = ['tokenizer_config.json', 'generation_config.json', 'special_tokens_map.json', 'chat_template.jinja'];

/** Finds the files that count; `onnx/model.onnx` is taken before any other graph. */
export function layoutOf(files: readonly ModelFile[]): Reply<Layout> {
  for (const [path, advice] of Object.entries(needed)) {
    if (!files.some((file) => file.path === path)) {
      return failed('bad-model', `Open model: ${path} is missing; ${advice}.`);
    }
  }
  const paths = files.map(({ path }) => path);
  const usual = ['onnx/model.onnx', 'model.onnx'].filter((path) => paths.includes(path));
  const found = paths.filter((path) => /^(onnx\/)?model[^/]*\.onnx$/.test(path)).sort();
  const graphs = [...new Set([...usual, ...found])].map((path): GraphFiles => ({
    graph: files.find((file) => file.path === path) as ModelFile,
    external: files.filter((file) => file.path.startsWith(`${path}_data`)),
    dtype: dtypeOf(path),
  }));
  const [first] = graphs;
  if (!first) {
    return failed(
      'bad-model',
      'Open model: no graph, wanted onnx/model.onnx; weights in another form (.safetensors, .gguf, .bin) cannot run here: take the ONNX export of the model.',
    );
  }
  const isText = ({ path }: ModelFile) => path in needed || optional.includes(path);
  return done({ ...first, graphs, texts: files.filter(isText) });
}

function dtypeOf(path: string): string {
  const suffix = /model(?:_(\w+))?\.onnx$/.exec(path)?.[1] ?? 'fp32';
  return suffix === 'quantized' ? 'q8' : suffix;
}

/**
 * True where activations are quantised with one scale for a whole run, so that a token's numbers depend on everything
 * that is computed beside it: such a graph is run one whole prompt at a time.
 */
export function dependsOnCompany(dtype: string): boolean {
  return ['q8', 'int8', 'uint8'].includes(dtype);
}
