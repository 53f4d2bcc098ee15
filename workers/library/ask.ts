import { notTheFile, readAnswer } from './answer.ts';
import type { Growing } from './growing.ts';
import type { Meter } from './meter.ts';
import type { Network } from './network.ts';
import type { Refusal } from './words.ts';

/** A file to fetch, and all that is known of it beforehand. */
export interface Wanted {
  readonly path: string;
  readonly address: string;
  /** Exact; null where not known. */
  readonly bytes: number | null;
  readonly sha256: string | null;
  /** What it means if it is another file than that: `differs` where size and hash are of an earlier download. */
  readonly otherwise: 'corrupt' | 'differs';
  /** Its contents can never change under this address, so a new ETag means nothing. */
  readonly fixed: boolean;
}

/** Why one request did not bring the rest of a file. */
export interface Failure extends Refusal {
  /** Asking again cannot help. */
  readonly isFinal: boolean;
  /** What the server asks to wait, in milliseconds; null where it said nothing. */
  readonly pause: number | null;
}

const failure = (refusal: Refusal, isFinal = false): Failure => ({ ...refusal, isFinal, pause: null });

/** Asks once for the rest of a file, and adds what comes. Null where the server has sent it to the end. */
export async function ask(
  wanted: Wanted,
  growing: Growing,
  network: Network,
  meter: Meter,
  signal: AbortSignal,
): Promise<Failure | null> {
  const stalled = new AbortController();
  const silent = () => stalled.abort();
  let timer = setTimeout(silent, network.stall);
  let response: Response | undefined;
  let isRestart = false;
  try {
    response = await network.fetch(wanted.address, {
      headers: { Range: `bytes=${growing.bytes()}-` },
      signal: AbortSignal.any([signal, stalled.signal]),
      cache: 'no-store',
      credentials: 'omit',
    });
    const asked = { from: growing.bytes(), total: growing.total, etag: wanted.fixed ? null : growing.etag };
    const answer = readAnswer(response.status, response.headers, asked, network.now());
    if (answer.kind === 'again') return { ...answer, isFinal: false };
    if (answer.kind === 'stop') return failure(answer, true);
    isRestart = answer.from < growing.bytes();
    if (isRestart) {
      meter.lost(growing.bytes());
      growing.beginAnew();
    }
    meter.note(isRestart ? 'This server cannot go on in the middle of a file, so the file begins anew.' : '');
    [growing.total, growing.etag] = [answer.total, answer.etag];

    const reader = response.body?.getReader();
    for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
      clearTimeout(timer);
      timer = setTimeout(silent, network.stall);
      const other = growing.bytes() === 0 ? notTheFile(read.value) : null;
      if (other !== null) return failure({ fault: 'not-the-file', detail: other }, true);
      if (wanted.bytes !== null && answer.total !== null && answer.total !== wanted.bytes) {
        const detail = `it has ${answer.total} bytes, ${wanted.bytes} were expected`;
        return failure({ fault: wanted.otherwise, detail }, true);
      }
      growing.append(read.value);
      meter.did(read.value.length);
      if (signal.aborted) return failure({ fault: 'cancelled' }, true);
      if (growing.total !== null && growing.bytes() > growing.total) return null;
    }
    return growing.total !== null && growing.bytes() < growing.total ? cutOff(growing, isRestart) : null;
  } catch (error) {
    if (signal.aborted) return failure({ fault: 'cancelled' }, true);
    if (isFull(error)) return failure({ fault: 'no-room' }, true);
    if (stalled.signal.aborted) return failure({ fault: 'stalled', detail: `nothing for ${network.stall / 1000} s` });
    if (response) return cutOff(growing, isRestart);
    return failure({ fault: 'unreachable', detail: error instanceof Error ? error.message : String(error) });
  } finally {
    clearTimeout(timer);
    // Whatever of the answer is not wanted need not be sent.
    stalled.abort();
  }
}

function cutOff(growing: Growing, cannotGoOn: boolean): Failure {
  const of = growing.total === null ? '' : ` of ${growing.total}`;
  return failure({ fault: cannotGoOn ? 'no-ranges' : 'cut-off', detail: `after ${growing.bytes()}${of} bytes` });
}

/** True for what a disk throws that has no room left. */
export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}
