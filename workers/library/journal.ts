import type { Drawer, Part } from './part.ts';

/** How far a file has come. */
export interface Mark {
  readonly path: string;
  /** So many of its first bytes are on the disk … */
  readonly bytes: number;
  /** … and this is their SHA-256, hex. */
  readonly sha256: string;
  /** Whether that is all of it, checked. */
  readonly whole: boolean;
  /** Its whole size as its source (a server, a person's disk) said; null where it did not. */
  readonly total: number | null;
  /** The source's name for these very contents; null where it gave none. */
  readonly etag: string | null;
  /** The hash that it should have in the end, where it was known. */
  readonly wanted: string | null;
}

/** From where the files of a drawer come; another origin makes what is there worthless. */
export interface Origin {
  readonly repo: string;
  readonly revision: string;
  readonly commit: string | null;
}

/** What is written down of a drawer's files, so that work goes on after the worker was killed. */
export interface Journal {
  origin(): Origin | null;
  mark(path: string): Mark | undefined;
  marks(): readonly Mark[];
  begin(origin: Origin): void;
  set(mark: Mark): void;
  drop(path: string): void;
  close(): void;
}

/** The journal's own file; no model's file can be called so. */
export const journalPath = '.journal';

type Line = { readonly origin: Origin } | { readonly mark: Mark } | { readonly drop: string };

/** A journal on the disk: a line for each change, and a line that was cut off by a crash counts for nothing. */
export async function openJournal(drawer: Drawer): Promise<Journal> {
  const part = await drawer.open(journalPath);
  const lines = linesOf(textOf(part));
  const state = stateAfter(lines.lines);
  if (lines.end < part.size()) part.truncate(lines.end);

  function write(line: Line): void {
    part.append(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
    part.flush();
    enter(state, line);
  }
  return {
    origin: () => state.origin,
    mark: (path) => state.marks.get(path),
    marks: () => [...state.marks.values()],
    begin: (origin) => write({ origin }),
    set: (mark) => write({ mark }),
    drop: (path) => write({ drop: path }),
    close: () => part.close(),
  };
}

interface State {
  origin: Origin | null;
  readonly marks: Map<string, Mark>;
}

/** How far the files of a drawer have come, as its journal says; somebody may be at work on it meanwhile. */
export async function marksIn(drawer: Drawer): Promise<readonly Mark[]> {
  const text = (await (await drawer.file(journalPath))?.text()) ?? '';
  return [...stateAfter(linesOf(text).lines).marks.values()];
}

function stateAfter(lines: readonly Line[]): State {
  const state: State = { origin: null, marks: new Map() };
  for (const line of lines) enter(state, line);
  return state;
}

function enter(state: State, line: Line): void {
  if ('origin' in line) state.origin = line.origin;
  else if ('mark' in line) state.marks.set(line.mark.path, line.mark);
  else state.marks.delete(line.drop);
}

/** The lines that are whole, up to the first that is not, and where in the file (bytes) they end. */
function linesOf(text: string): { readonly lines: readonly Line[]; readonly end: number } {
  const lines: Line[] = [];
  let end = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      lines.push(JSON.parse(line) as Line);
    } catch {
      break;
    }
    end += new TextEncoder().encode(line).length + 1;
  }
  return { lines, end };
}

function textOf(part: Part): string {
  const bytes = new Uint8Array(part.size());
  part.read(bytes, 0);
  return new TextDecoder().decode(bytes);
}
