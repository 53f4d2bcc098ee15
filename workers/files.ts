import { createSHA256 } from 'hash-wasm';
import type { LoadProgress } from '../src/domain/engine.ts';
import type { ModelFacts, ModelFile } from '../src/domain/model.ts';
import { done, failed, type Reply } from '../src/domain/reply.ts';

/** A model's files as they came, each hashed on the way. */
export interface Brought {
  readonly blobs: ReadonlyMap<string, Blob>;
  readonly facts: ModelFacts['files'];
}

/**
 * Brings files one after another, from the network or from where the person keeps them. A file that is not what it was
 * said to be is refused; one that the model library has checked is taken at its word, but for its size.
 */
export async function bringFiles(
  files: readonly ModelFile[],
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
): Promise<Reply<Brought>> {
  const blobs = new Map<string, Blob>();
  const facts: { path: string; bytes: number; sha256: string }[] = [];
  const sizes = files.map((file) => file.bytes ?? (file.from instanceof Blob ? file.from.size : 0));
  const bytesTotal = sizes.reduce((sum, size) => sum + size, 0);
  let bytesDone = 0;

  for (const file of files) {
    if (file.checked && file.from instanceof Blob && file.sha256 !== undefined) {
      const { size } = file.from;
      if (file.bytes !== undefined && file.bytes !== size) return failed('bad-model', sizeWords(file, size));
      bytesDone += size;
      onProgress({ stage: 'fetching', bytesDone, bytesTotal: Math.max(bytesTotal, bytesDone) });
      blobs.set(file.path, file.from);
      facts.push({ path: file.path, bytes: size, sha256: file.sha256 });
      continue;
    }
    const opened = await open(file, signal);
    if (!opened.ok) return opened;
    const hasher = await createSHA256();
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    try {
      const reader = opened.value.getReader();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        if (signal.aborted) {
          await reader.cancel();
          return failed('cancelled', `Read ${file.path}: given up.`);
        }
        hasher.update(piece.value);
        bytes += piece.value.length;
        // A file at hand need not be copied.
        if (!(file.from instanceof Blob)) parts.push(piece.value);
        onProgress({
          stage: 'fetching',
          bytesDone: bytesDone + bytes,
          bytesTotal: Math.max(bytesTotal, bytesDone + bytes),
        });
      }
    } catch (error) {
      if (signal.aborted) return failed('cancelled', `Read ${file.path}: given up.`);
      return failed('unreachable', `Read ${file.path}: broken off after ${bytes} bytes (${String(error)}).`);
    }
    bytesDone += bytes;
    const sha256 = hasher.digest('hex');
    if (file.bytes !== undefined && file.bytes !== bytes) {
      return failed('bad-model', sizeWords(file, bytes));
    }
    if (file.sha256 !== undefined && file.sha256 !== sha256) {
      return failed('bad-model', `Check ${file.path}: SHA-256 is ${sha256}, wanted ${file.sha256}.`);
    }
    blobs.set(file.path, file.from instanceof Blob ? file.from : new Blob(parts));
    facts.push({ path: file.path, bytes, sha256 });
  }
  facts.sort((a, b) => (a.path < b.path ? -1 : 1));
  return done({ blobs, facts });
}

function sizeWords({ path, bytes }: ModelFile, found: number): string {
  return `Check ${path}: ${found} bytes, wanted ${bytes}.`;
}

async function open(file: ModelFile, signal: AbortSignal): Promise<Reply<ReadableStream<Uint8Array<ArrayBuffer>>>> {
  if (file.from instanceof Blob) return done(file.from.stream());
  try {
    const response = await fetch(file.from, { signal });
    if (!response.ok || response.body === null) {
      return failed('unreachable', `Fetch ${file.path}: ${response.status} ${response.statusText}.`);
    }
    return done(response.body);
  } catch (error) {
    if (signal.aborted) return failed('cancelled', `Fetch ${file.path}: given up.`);
    return failed('unreachable', `Fetch ${file.path}: ${String(error)}.`);
  }
}
