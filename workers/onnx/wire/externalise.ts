import { bytes, integer, join, text, type Bytes } from './encode.ts';
import { fields, within } from './fields.ts';
import type { Initializer } from './records.ts';
import type { Scan } from './scan.ts';
import { entryFields, graphFields, modelFields, tensorFields } from './schema.ts';
import { windowOn } from './window.ts';

/** A graph whose weights stay where they are. */
export interface Externalised {
  /** A small model, equal to the first but for where its weights lie. */
  readonly graph: Bytes;
  /** Bytes of weights that it points to in the first file. */
  readonly moved: number;
}

/** Smaller constants stay: some of them (shapes, axes) ONNX Runtime must see before it looks at files. Bytes. */
const smallest = 4096;

/**
 * Rewrites large constants as external data that lie in the very file they came from, so that ONNX Runtime can stream
 * them from there: mount that file as `location`. Throws a RangeError where the graph already uses that name for another.
 */
export async function externalise({ source, initializers }: Scan, location: string): Promise<Externalised> {
  if (externalFiles(initializers).has(location)) {
    throw new RangeError(`Externalise weights: the graph has another file called ${location}`);
  }
  const window = windowOn(source);
  const copy = async (start: number, end: number) => (await window.at(start, end - start)).slice();
  const model: Uint8Array[] = [];
  let moved = 0;
  let count = 0;
  for await (const field of fields(window, { start: 0, end: window.size })) {
    if (field.number !== modelFields.graph) {
      model.push(await copy(field.start, field.end));
      continue;
    }
    const graph: Uint8Array[] = [];
    for await (const part of fields(window, within(field))) {
      const constant = part.number === graphFields.initializer ? initializers[count++] : undefined;
      if (constant?.place.kind === 'inline' && constant.place.end - constant.place.start >= smallest) {
        const { start, end } = constant.place;
        graph.push(pointer(constant, location, start, end - start));
        moved += end - start;
      } else graph.push(await copy(part.start, part.end));
    }
    model.push(bytes(modelFields.graph, join(...graph)));
  }
  return { graph: join(...model), moved };
}

/** Files beside the graph that it needs, and the bytes that each must at least have. */
export function externalFiles(initializers: readonly Initializer[]): ReadonlyMap<string, number> {
  const files = new Map<string, number>();
  for (const { place } of initializers) {
    if (place.kind !== 'external') continue;
    const end = place.offset + (place.length ?? 0);
    files.set(place.location, Math.max(end, files.get(place.location) ?? 0));
  }
  return files;
}

/** A whole `initializer` field that only points. */
function pointer({ name, type, dims }: Initializer, location: string, offset: number, length: number): Bytes {
  const entry = (key: string, value: string) =>
    bytes(tensorFields.externalData, join(text(entryFields.key, key), text(entryFields.value, value)));
  return bytes(
    graphFields.initializer,
    join(
      ...dims.map((size) => integer(tensorFields.dims, size)),
      integer(tensorFields.type, type),
      text(tensorFields.name, name),
      entry('location', location),
      entry('offset', String(offset)),
      entry('length', String(length)),
      integer(tensorFields.dataLocation, 1),
    ),
  );
}
