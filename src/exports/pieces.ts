/** Text and bytes are handed to the browser in lumps of about this size (bytes or UTF-16 units): it keeps them outside the page's memory. */
const lump = 2 ** 21;

/** A file's content, piece by piece. */
export type Pieces = AsyncIterable<string | Uint8Array<ArrayBuffer>>;

/** One file of several that belong together. */
export interface OutFile {
  /** With `/` between folders. */
  readonly path: string;
  readonly pieces: Pieces;
}

/** A file that is one short text. */
export function textFile(path: string, text: string): OutFile {
  return {
    path,
    pieces: (async function* () {
      yield await Promise.resolve(text);
    })(),
  };
}

/** A file's bytes, piece by piece. */
export async function* bytesOf(file: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let from = 0; from < file.size; from += lump)
    yield new Uint8Array(await file.slice(from, from + lump).arrayBuffer());
}

/** For so long (ms) the page may be held up before it is let breathe. */
const breath = 12;

/** All pieces as one file. Only a lump of it is ever in the page's own memory, and the page stays free to answer. */
export async function blobOf(pieces: Pieces, type: string): Promise<Blob> {
  const lumps: Blob[] = [];
  let waiting: (string | Uint8Array<ArrayBuffer>)[] = [];
  let size = 0;
  let last = performance.now();
  for await (const piece of pieces) {
    if (performance.now() - last > breath) {
      await new Promise((resolve) => setTimeout(resolve));
      last = performance.now();
    }
    waiting.push(piece);
    size += piece.length;
    if (size < lump) continue;
    lumps.push(new Blob(waiting));
    waiting = [];
    size = 0;
  }
  return new Blob([...lumps, ...waiting], { type });
}

/** All pieces as one text; bytes are read as UTF-8. For what is known to be small. */
export async function textOf(pieces: Pieces): Promise<string> {
  return (await blobOf(pieces, '')).text();
}
