/** What came of reading something a person brought: the value, or where and why it is not one. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | Refused;

/** Why something brought from outside was not taken. */
export interface Refused {
  readonly ok: false;
  /** A path such as `items[3].options`, a place such as `line 12, column 5`, or empty for the whole. */
  readonly place: string;
  /** Words that can stand after the place and a colon. */
  readonly message: string;
}

/** The value that was read. */
export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

/** A refusal at a place. */
export function refused(place: string, message: string): Refused {
  return { ok: false, place, message };
}

/** A refusal as one line for a person. */
export function refusalText(refusal: Refused): string {
  return refusal.place === '' ? refusal.message : `${refusal.place}: ${refusal.message}`;
}

/** Keys and indexes from the outside in, as one writes them: `items[3].options`. */
export function placeOf(keys: readonly unknown[]): string {
  return keys.reduce<string>((place, key) => {
    if (typeof key === 'number') return `${place}[${key}]`;
    const name = String(key);
    if (/^[A-Za-z_$][\w$]{0,80}$/.test(name)) return place === '' ? name : `${place}.${name}`;
    return `${place}[${JSON.stringify(shortened(name))}]`;
  }, '');
}

/** What a schema found wrong, as schema libraries report it. */
export interface Complaint {
  readonly message: string;
  readonly expected: string | null;
  readonly received: string;
  readonly path?: readonly { readonly key: unknown }[] | undefined;
}

/** A schema's complaint as a refusal. A message of our own is kept; the library's, which start with `Invalid`, are put in plain words. */
export function refusalOf({ message, expected, received, path = [] }: Complaint): Refused {
  const place = placeOf(path.map((step) => step.key));
  if (!message.startsWith('Invalid ')) return refused(place, message);
  if (expected === 'never') return refused(place, 'is not a field that belongs here');
  if (received === 'undefined') return refused(place, 'is missing');
  return refused(place, `is ${shortened(received)}, wanted ${expected ?? 'something else'}`);
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 60)}…`;
}
