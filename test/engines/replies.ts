import type { Reply } from '../../src/domain/reply.ts';

/** A signal that gives nothing up. */
export const never = new AbortController().signal;

/** The value of a reply that must be one. */
export function valueOf<T>(reply: Reply<T> | undefined): T {
  if (!reply?.ok) throw new Error(reply ? `${reply.fault}: ${reply.message}` : 'no reply');
  return reply.value;
}

/** The fault of a reply; `none` of a value. */
export function faultOf(reply: Reply<unknown> | undefined): string {
  return reply?.ok === false ? reply.fault : 'none';
}
