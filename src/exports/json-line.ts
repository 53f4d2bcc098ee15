/** A value as JSON on one line. JSON has no words for what is no finite number: a broken model's evidence may hold such, and it is written as a text. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner,
  );
}
