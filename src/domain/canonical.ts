/**
 * A value as JSON with its keys in order, so that equal values give equal text. Undefined fields are left out; what is no
 * finite number stands as the text `"NaN"`, `"Infinity"` or `"-Infinity"`.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'number') return Number.isFinite(inner) ? inner : String(inner);
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}

/** SHA-256 of text (as UTF-8) or bytes: 64 lower-case hex digits. */
export async function sha256(content: string | Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The content hash of anything that is JSON: SHA-256 of its canonical JSON. A suite's and a plan's hash are this. */
export function contentHash(value: unknown): Promise<string> {
  return sha256(canonicalJson(value));
}
