/** What came of reading something a person brought: the value, or where and why it is not one. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  /** `place` is a path such as `items[3].options`, a line such as `line 12`, or empty for the whole. */
  | { readonly ok: false; readonly place: string; readonly message: string };
