import * as v from 'valibot';

/** Any text. */
export const text = v.string();

/** A text that says something. */
export const words = v.pipe(v.string(), v.minLength(1, 'is empty'));

/** SHA-256 in hex. */
export const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'is no SHA-256 in 64 small hex digits'));

export const finite = v.pipe(v.number(), v.finite('is no finite number'));

/** A whole number, 0 or more. */
export const count = v.pipe(
  v.number(),
  v.check((value) => Number.isSafeInteger(value) && value >= 0, 'is no whole number from 0 up'),
);

const unsayable: readonly unknown[] = ['NaN', 'Infinity', '-Infinity'];

/** A number that a model gave; what is no finite number is written as a text. */
export const measure = v.pipe(
  v.custom<number | string>((value) => typeof value === 'number' || unsayable.includes(value), 'is no number'),
  v.transform(Number),
);

/** A long list of such numbers, read without the price of a schema for each. */
export const measures = many<number>(
  (value) => typeof value === 'number' || unsayable.includes(value),
  'is no number',
  Number,
);

/** Token ids. */
export const tokenIds = many<number>(
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  'is no token id: a whole number from 0 up',
  Number,
);

/** A list whose entries pass one test, with the place of the first that does not. */
function many<T>(test: (value: unknown) => boolean, message: string, take: (value: unknown) => T) {
  return v.pipe(
    v.custom<readonly unknown[]>(Array.isArray, 'is no list'),
    v.rawTransform<readonly unknown[], T[]>(({ dataset, addIssue, NEVER }) => {
      const input = dataset.value;
      const key = input.findIndex((value) => !test(value));
      if (key === -1) return input.map(take);
      addIssue({ message, path: [{ type: 'array', origin: 'value', input: [...input], key, value: input[key] }] });
      return NEVER;
    }),
  );
}
