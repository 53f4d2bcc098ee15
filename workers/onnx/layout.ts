import type { ModelFile } from '../../src/domain/model.ts';
import { done, failed, type Reply } from '../../src/domain/reply.ts';

/** Which files of a Hugging Face model folder decide what it answers. */
export interface Layout {
  readonly graph: ModelFile;
  /** Weights kept outside the graph, in chunks. */
  readonly external: readonly ModelFile[];
  /** Configuration, tokenizer and template: everything that is small text. */
  readonly texts: readonly ModelFile[];
  /** Of the weights, by the name of the graph's file: `fp32`, `fp16`, `q4` … */
  readonly dtype: string;
}

const needed = ['config.json', 'tokenizer.json'];
const optional = ['tokenizer_config.json', 'generation_config.json', 'special_tokens_map.json', 'chat_template.jinja'];

/** Finds the files that count; `onnx/model.onnx` is taken before any other graph. */
export function layoutOf(files: readonly ModelFile[]): Reply<Layout> {
  for (const path of needed) {
    if (!files.some((file) => file.path === path)) return failed('bad-model', `Open model: ${path} is missing.`);
  }
  const graphs = files.filter((file) => /^(onnx\/)?model[^/]*\.onnx$/.test(file.path));
  const graph =
    graphs.find((file) => file.path === 'onnx/model.onnx') ??
    graphs.find((file) => file.path === 'model.onnx') ??
    graphs.toSorted((a, b) => (a.path < b.path ? -1 : 1))[0];
  if (!graph) return failed('bad-model', 'Open model: no graph, wanted onnx/model.onnx.');
  return done({
    graph,
    external: files.filter((file) => file.path.startsWith(`${graph.path}_data`)),
    texts: files.filter((file) => needed.includes(file.path) || optional.includes(file.path)),
    dtype: dtypeOf(graph.path),
  });
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
