import { retryAfter } from './network.ts';
import type { Refusal } from './words.ts';

/** What was asked for: a file from byte `from` on, of which this much is known. */
export interface Asked {
  readonly from: number;
  /** Its whole size; null where it is not known. */
  readonly total: number | null;
  /** Of the answer that brought the bytes before `from`; null where it had none, or where it cannot change. */
  readonly etag: string | null;
}

/** How to take a server's answer to a request for a part of a file. */
export type Answer =
  /** The body's first byte is byte `from` of the file. */
  | { readonly kind: 'take'; readonly from: number; readonly total: number | null; readonly etag: string | null }
  /** Asking again may help; after `pause` milliseconds if the server said so. */
  | ({ readonly kind: 'again'; readonly pause: number | null } & Refusal)
  | ({ readonly kind: 'stop' } & Refusal);

const busyStatuses = [408, 425, 429];

/** Reads status and headers; a header that the server does not let a page see counts as not sent. `now`: milliseconds. */
export function readAnswer(status: number, headers: Headers, asked: Asked, now: number): Answer {
  const detail = `the server answered ${status}`;
  if (status === 404 || status === 410) return { kind: 'stop', fault: 'not-found', detail };
  if (status === 401 || status === 403) return { kind: 'stop', fault: 'forbidden', detail };
  if (status === 416 && asked.from > 0) return { kind: 'stop', fault: 'changed', detail: 'it is shorter than it was' };
  if (status >= 500 || busyStatuses.includes(status)) {
    return { kind: 'again', fault: 'hub-error', detail, pause: retryAfter(headers.get('Retry-After'), now) };
  }
  if (status !== 200 && status !== 206) return { kind: 'stop', fault: 'hub-error', detail };
  if (/^text\/html\b/i.test(headers.get('Content-Type') ?? '')) {
    return { kind: 'stop', fault: 'not-the-file', detail: 'it is a web page' };
  }
  const etag = plain(headers.get('ETag'));
  const range = status === 206 ? rangeOf(headers.get('Content-Range')) : null;
  const from = status === 206 ? (range?.from ?? asked.from) : 0;
  if (status === 206 && from !== asked.from) {
    return { kind: 'stop', fault: 'no-ranges', detail: `it sent byte ${from} on for byte ${asked.from} on` };
  }
  if (from > 0 && asked.etag !== null && etag !== null && etag !== asked.etag) {
    return { kind: 'stop', fault: 'changed', detail: 'its ETag is another' };
  }
  const length = sizeOf(headers.get('Content-Length'));
  const encoded = !['', 'identity'].includes(headers.get('Content-Encoding') ?? '');
  const linked = sizeOf(headers.get('X-Linked-Size'));
  const said = range?.total ?? (length === null || encoded ? null : from + length);
  if (linked !== null && said !== null && said !== linked) {
    return { kind: 'stop', fault: 'corrupt', detail: `the hub says ${linked} bytes, the server ${said}` };
  }
  const total = said ?? linked;
  if (from > 0 && asked.total !== null && total !== null && total !== asked.total) {
    return { kind: 'stop', fault: 'changed', detail: `it had ${asked.total} bytes, now ${total}` };
  }
  return { kind: 'take', from, total, etag };
}

/** Things that come in place of files, by how they begin. */
const others: readonly (readonly [RegExp, string])[] = [
  [/^\s*<(!doctype|html|\?xml)/i, 'it is a web page'],
  [/^version https:\/\/git-lfs/, 'it is a Git LFS pointer to the file'],
];

/** What a file's first bytes give away; null where they may be the file's own. */
export function notTheFile(start: Uint8Array): string | null {
  const text = new TextDecoder('latin1').decode(start.subarray(0, 512)).replace('\u00ef\u00bb\u00bf', '');
  return others.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

function plain(etag: string | null): string | null {
  return etag?.replace(/^W\//, '').replace(/^"|"$/g, '') ?? null;
}

/** `bytes 10-99/100`; a total of `*` is not known. */
function rangeOf(header: string | null): { readonly from: number; readonly total: number | null } | null {
  const found = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header?.trim() ?? '');
  return found ? { from: Number(found[1]), total: sizeOf(found[2] ?? null) } : null;
}

function sizeOf(header: string | null): number | null {
  const size = /^\d+$/.test(header?.trim() ?? '') ? Number(header) : NaN;
  return Number.isSafeInteger(size) ? size : null;
}
