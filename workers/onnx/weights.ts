import { done, failed, type Reply } from '../../src/domain/reply.ts';
import { externalFiles, externalise } from './wire/externalise.ts';
import { finalOutput } from './wire/hidden-outputs.ts';
import { namesFor } from './wire/names.ts';
import { patched, together, type Patch } from './wire/patch.ts';
import { scan, type Scan } from './wire/scan.ts';
import { scoreHead, type ScoreHead } from './wire/score-head.ts';

/** A model's graph with what was added to it, and its weights where they lie. */
export interface Weights {
  readonly graph: Uint8Array;
  readonly external: readonly { readonly path: string; readonly data: Blob }[];
  /** Null where the graph gives no scores, or cannot be added to: they are then read whole. */
  readonly head: ScoreHead | null;
  /** The output with the final norm's vectors, where the graph had none of its own. */
  readonly hidden: string | null;
}

/** Fewer weights than this are quicker given with the graph. Bytes. */
const outside = 2 ** 20;
const none: Patch = { edits: [], additions: [] };

/**
 * Reads a graph, leaves its weights in their file, and adds what answering needs: a score head, and the last hidden layer.
 * `external` are the files beside it, by name. Throws a RangeError where the file is no ONNX model.
 */
export async function readWeights(
  file: Blob,
  name: string,
  external: readonly { readonly path: string; readonly data: Blob }[],
): Promise<Reply<Weights>> {
  const found = await scan(file);
  const files = externalFiles(found.initializers);
  for (const [path, bytes] of files) {
    const size = external.find((each) => each.path === path)?.data.size;
    if (size === undefined) return failed('bad-model', `Open weights: ${path} is missing`);
    if (size < bytes) return failed('bad-model', `Open weights: ${path} has ${size} bytes, wanted at least ${bytes}`);
  }
  const needed = external.filter(({ path }) => files.has(path));
  const inline = found.initializers.reduce((sum, { place }) => {
    return place.kind === 'inline' ? sum + place.end - place.start : sum;
  }, 0);
  if (inline < outside) {
    const graph = new Uint8Array(await file.arrayBuffer());
    return done({ ...(await addedTo(graph)), external: needed });
  }
  const location = files.has(name) ? `${name}.itself` : name;
  const { graph } = await externalise(found, location);
  return done({ ...(await addedTo(graph)), external: [...needed, { path: location, data: file }] });
}

/** What cannot be added is left out: scores are then read whole, and there are no embeddings. */
async function addedTo(graph: Uint8Array): Promise<Omit<Weights, 'external'>> {
  const found = await scan(graph);
  const names = namesFor(found);
  const head = attempt(() => scoreHead(found, names));
  const hidden = givesHidden(found) ? null : attempt(() => finalOutput(found, names));
  const patch = together(head?.patch ?? none, hidden?.patch ?? none);
  return { graph: patched(graph, patch), head, hidden: hidden?.final ?? null };
}

/** A graph that gives no scores is an encoder, and gives what it gives. */
function givesHidden({ outputs }: Scan): boolean {
  return !outputs.some(({ name }) => name === 'logits') || outputs.some(({ name }) => name === 'hidden_states');
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
