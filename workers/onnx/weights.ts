import { done, failed, type Reply } from '../../src/domain/reply.ts';
import { openingOf, type Opened } from './opening.ts';
import { externalFiles, externalise } from './wire/externalise.ts';
import { finalOutput } from './wire/hidden-outputs.ts';
import { namesFor } from './wire/names.ts';
import { parametersOf } from './wire/parameters.ts';
import { patched, together, type Patch } from './wire/patch.ts';
import { fusedAttentions } from './wire/attention.ts';
import { attentionProbes, type AttentionProbe } from './wire/attention-probe.ts';
import { plainAttention } from './wire/plain-attention.ts';
import { scan, type Scan } from './wire/scan.ts';
import { vocabularyOf } from './wire/vocabulary.ts';
import { sharedPast } from './wire/shared-past.ts';
import { scoreHead, type ScoreHead } from './wire/score-head.ts';

export type { Opened } from './opening.ts';

/** How a graph is to be drawn; all that is left out stays as it came. */
export interface Form {
  /** Its layers can be read and steered. */
  readonly opened?: boolean;
  /** Fused attention is written out, for a device whose kernel for it is wrong. */
  readonly plainAttention?: boolean;
  /** What is remembered of one row may go before several, where the graph allows it. */
  readonly sharedPast?: boolean;
}

/** A model's graph with what was added to it, and its weights where they lie. */
export interface Weights {
  readonly graph: Uint8Array;
  readonly external: readonly { readonly path: string; readonly data: Blob }[];
  /** Null where the graph gives no scores, or cannot be added to: they are then read whole. */
  readonly head: ScoreHead | null;
  /** The output with the final norm's vectors, where the graph had none of its own. */
  readonly hidden: string | null;
  /** True where what is remembered of one row may go before several. */
  readonly sharesPast: boolean;
  /** Null in a graph whose layers are not open. */
  readonly opened: Opened | null;
  /** Trained numbers; null where they cannot be counted. */
  readonly parameters: number | null;
  /** Rows of the table that token ids are looked up in; null where it is not found. */
  readonly vocabulary: number | null;
  /** Layers that can be opened, or in words why they cannot. */
  readonly layers: number | string;
  readonly form: Form;
  /**
   * Its fused attentions as models of one node each. Empty where it has none or they are written out; throws a RangeError
   * for a form of them that is not known.
   */
  attentionProbes(): Promise<readonly AttentionProbe[]>;
  /**
   * The same weights under a graph that is drawn in another form. Null where there is no fused attention to write out.
   * Throws a RangeError where the graph cannot be drawn so.
   */
  drawn(form: Form): Promise<Weights | null>;
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
    if (size === undefined) {
      return failed(
        'bad-model',
        `Open weights: ${path} is missing, which the graph points into; put it beside ${name}.`,
      );
    }
    if (size < bytes) {
      const found = `${path} has ${size} bytes, wanted at least ${bytes}`;
      return failed('bad-model', `Open weights: ${found}; it did not come whole: download it again.`);
    }
  }
  const needed = external.filter(({ path }) => files.has(path));
  const inline = found.initializers.reduce((sum, { place }) => {
    return place.kind === 'inline' ? sum + place.end - place.start : sum;
  }, 0);
  const [parameters, vocabulary] = [await parametersOf(found), vocabularyOf(found)];
  if (inline < outside) {
    const graph = new Uint8Array(await file.arrayBuffer());
    return done(await drawnFrom({ graph, external: needed, parameters, vocabulary }, {}));
  }
  const location = files.has(name) ? `${name}.itself` : name;
  const { graph } = await externalise(found, location);
  return done(
    await drawnFrom({ graph, external: [...needed, { path: location, data: file }], parameters, vocabulary }, {}),
  );
}

/** What every form of a model shares: its graph as it came, and its weights. */
type Bare = Pick<Weights, 'graph' | 'external' | 'parameters' | 'vocabulary'>;

/** What cannot be added is left out: scores are then read whole, and there are no embeddings. */
async function drawnFrom(bare: Bare, form: Form): Promise<Weights> {
  const found = await scan(bare.graph);
  const names = namesFor(found);
  const head = attempt(() => scoreHead(found, names));
  const hidden = givesHidden(found) ? null : attempt(() => finalOutput(found, names));
  const opening = openingOf(found, names);
  const opened = form.opened ? opening.open() : null;
  const attention = form.plainAttention ? await plainAttention(found, names) : null;
  const past = form.sharedPast ? sharedPast(found, names) : null;
  const patch = together(...[head?.patch, hidden?.patch, opened?.patch, attention, past].map((each) => each ?? none));
  return {
    ...bare,
    graph: patched(bare.graph, patch),
    head,
    hidden: hidden?.final ?? null,
    sharesPast: past !== null,
    opened,
    layers: opening.layers,
    form,
    attentionProbes: async () => (form.plainAttention ? [] : attentionProbes(found)),
    drawn: async (other) =>
      other.plainAttention && fusedAttentions(found).length === 0 ? null : await drawnFrom(bare, other),
  };
}

/** Bytes of graph and weights. */
export function sizeOf({ graph, external }: Weights): number {
  return graph.length + external.reduce((sum, { data }) => sum + data.size, 0);
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
