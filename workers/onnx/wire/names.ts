import type { Scan } from './scan.ts';

/** Gives names that nothing in a graph has. */
export interface Names {
  /** `touchstone_…`; a number is put behind it where that is taken. */
  fresh(name: string): string;
  /** A name of as many bytes, to be written over the first. Throws a RangeError where there is none. */
  likewise(name: string): string;
}

const letters = 'ZYXWVUTSRQPONMLKJIHGFEDCBAzyxwvutsrqponmlkjihgfedcba';

/** Names for additions to a graph; none is given twice. */
export function namesFor({ nodes, initializers, inputs, outputs, values }: Scan): Names {
  const taken = new Set([
    ...nodes.flatMap((node) => [node.name, ...node.inputs, ...node.outputs]),
    ...[...initializers, ...inputs, ...outputs, ...values].map(({ name }) => name),
  ]);
  const first = (candidates: Iterable<string>) => {
    for (const candidate of candidates) {
      if (taken.has(candidate)) continue;
      taken.add(candidate);
      return candidate;
    }
    return null;
  };
  return {
    fresh: (name) => first(numbered(`touchstone_${name}`)) ?? name,
    likewise(name) {
      const found = first(respelled(name));
      if (found === null) throw new RangeError(`Rename tensor ${name}: no other name of that length is free`);
      return found;
    },
  };
}

function* numbered(name: string): Generator<string> {
  yield name;
  for (let n = 2; ; n++) yield `${name}_${n}`;
}

/** Other endings of one letter, then of two. */
function* respelled(name: string): Generator<string> {
  const bytes = new TextEncoder().encode(name);
  // A letter must not be written into the middle of a character.
  const stem = bytes.every((byte) => byte < 0x80) ? name : 'Z'.repeat(bytes.length);
  if (bytes.length >= 1) for (const last of letters) yield stem.slice(0, -1) + last;
  if (bytes.length < 2) return;
  for (const one of letters) for (const two of letters) yield stem.slice(0, -2) + one + two;
}
