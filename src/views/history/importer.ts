import type { Parsed } from '../../domain/parsed.ts';
import type { Run } from '../../domain/run.ts';
import type { ImportAsk, ImportTold } from './import-told.ts';

/** A worker that imports, as the page holds it. */
export interface Importer {
  /** Gives up: what is under way is taken away again, and then it is over. */
  cancel(): void;
}

/** Has something done by a worker of its own, which ends with it and gives its memory back. Where it dies, that is told as a failure in words for a person. */
export function startImporter(ask: Exclude<ImportAsk, { kind: 'cancel' }>, hear: (told: ImportTold) => void): Importer {
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), { type: 'module', name: 'importer' });
  worker.addEventListener('message', ({ data }: MessageEvent<ImportTold>) => {
    if (data.kind === 'over' || data.kind === 'failed') worker.terminate();
    hear(data);
  });
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    worker.terminate();
    const message = `The import broke off (${event.message || 'no reason given'}). Runs that were there before are untouched, and of a file that was under way nothing is kept; reload the page to try again.`;
    hear({ kind: 'failed', message });
  });
  worker.postMessage(ask);
  const cancel: ImportAsk = { kind: 'cancel' };
  return { cancel: () => worker.postMessage(cancel) };
}

/** Makes one run of kept parts, off the page's thread. Rejects with an Error for a person. */
export function putTogether(parts: Extract<ImportAsk, { kind: 'put' }>['parts']): Promise<Parsed<Run>> {
  return new Promise((resolve, reject) => {
    startImporter({ kind: 'put', parts }, (told) => {
      if (told.kind === 'put') resolve(told.made);
      else if (told.kind === 'failed') reject(new Error(told.message));
    });
  });
}
