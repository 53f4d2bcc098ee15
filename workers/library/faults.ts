import type { LibraryReply } from '../../src/domain/library.ts';
import { isFull } from './ask.ts';
import { refused, type Refusal } from './words.ts';

/** What a thrown thing means: browsers throw a SecurityError, or have no such function, where they keep no files. */
export function faultOf(error: unknown): Refusal {
  const detail = textOf(error);
  const name = error instanceof DOMException ? error.name : '';
  if (isFull(error)) return { fault: 'no-room', detail };
  if (name === 'NoModificationAllowedError') return { fault: 'busy', detail };
  if (name === 'SecurityError' || error instanceof TypeError) return { fault: 'not-kept', detail };
  return { fault: 'crashed', detail };
}

/** What a zip's reading threw: a RangeError is about the zip, anything else about the disk that it lies on. */
export function faultOfZip(error: unknown): Refusal {
  return error instanceof RangeError
    ? { fault: 'bad-zip', detail: error.message }
    : { fault: 'disk', file: 'The zip file', detail: textOf(error) };
}

/** What was found or why not, as it crosses the wall. */
export function replyOf<T>(found: T | Refusal): LibraryReply<T> {
  return isRefusal(found) ? refused(found, null) : { ok: true, value: found };
}

/** What a thrown thing says. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isRefusal(found: unknown): found is Refusal {
  return typeof found === 'object' && found !== null && 'fault' in found;
}
