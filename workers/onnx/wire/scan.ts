import { fields, integerOf, textOf, within, type Span } from './fields.ts';
import { otherThanWanted } from './others.ts';
import { initializerOf, nodeOf, valueOf, type Initializer, type Node, type Value } from './records.ts';
import { graphFields, modelFields, opsetFields } from './schema.ts';
import { windowOn, type Source, type Window } from './window.ts';

/** An ONNX file's graph, without its weights. */
export interface Scan {
  readonly source: Source;
  /** Operator set version by domain; '' is ONNX's own. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** What the file says of tensors inside. */
  readonly values: readonly Value[];
  /** Bytes that were read to learn this; 0 where the file was in memory. */
  readonly fetched: number;
}

/** More parts than any graph has. */
const mostParts = 1e6;

/**
 * Reads a graph a window at a time, leaping over the weights. Throws a RangeError where the file is no ONNX model, is
 * cut short or contradicts itself. Subgraphs (of If and Loop) are not looked into.
 */
export async function scan(source: Source): Promise<Scan> {
  const window = windowOn(source);
  await refuseOthers(window);
  const opsets = new Map<string, number>();
  const graph = {
    nodes: [] as Node[],
    initializers: [] as Initializer[],
    inputs: [] as Value[],
    outputs: [] as Value[],
    values: [] as Value[],
  };
  let parts = 0;
  for await (const field of fields(window, { start: 0, end: window.size })) {
    if (field.number === modelFields.opsetImport) {
      const [domain, version] = await opsetOf(window, within(field));
      opsets.set(domain, version);
    }
    // Protocol buffers merge a message that comes twice: a graph may come in parts.
    if (field.number !== modelFields.graph) continue;
    for await (const part of fields(window, within(field))) {
      if (++parts > mostParts) throw new RangeError(`Read ONNX file: its graph has more than ${mostParts} parts`);
      if (part.number === graphFields.node) graph.nodes.push(await nodeOf(window, part));
      else if (part.number === graphFields.initializer) {
        graph.initializers.push(await initializerOf(window, within(part)));
      } else if (part.number === graphFields.input) graph.inputs.push(await valueOf(window, within(part)));
      else if (part.number === graphFields.output) graph.outputs.push(await valueOf(window, within(part)));
      else if (part.number === graphFields.valueInfo) graph.values.push(await valueOf(window, within(part)));
    }
  }
  if (graph.nodes.length === 0 || graph.outputs.length === 0) {
    throw new RangeError('Read ONNX file: no graph in it, wanted a model');
  }
  return { source, opsets, ...graph, fetched: window.fetched };
}

async function opsetOf(window: Window, span: Span): Promise<[string, number]> {
  let [domain, version] = ['', 0];
  for await (const field of fields(window, span)) {
    if (field.number === opsetFields.domain) domain = await textOf(window, field);
    else if (field.number === opsetFields.version) version = integerOf(field);
  }
  return [domain === 'ai.onnx' ? '' : domain, version];
}

async function refuseOthers(window: Window): Promise<void> {
  if (window.size === 0) throw new RangeError('Read ONNX file: it is empty');
  const start = new TextDecoder('latin1').decode(await window.at(0, 64));
  const found = otherThanWanted(start) ?? (/^\s*\{\s*"/.test(start) ? 'it is JSON text' : null);
  if (found) throw new RangeError(`Read ONNX file: ${found}, wanted an ONNX model`);
}
