/** Things that are often found under the name of a model's file. */
const others: readonly (readonly [RegExp, string])[] = [
  [/^\s*<(!doctype|html|\?xml|head|body)/i, 'it is a web page'],
  [/^version https:\/\/git-lfs/, 'it is a Git LFS pointer to the file, not the file'],
  [/^PK/, 'it is a zip archive'],
];

/** What a file is, by its first characters, where it is one of the usual wrong things; else null. */
export function otherThanWanted(start: string): string | null {
  const plain = start.slice(0, 64).replace('\u00ef\u00bb\u00bf', '').replace('\ufeff', '');
  return others.find(([pattern]) => pattern.test(plain))?.[1] ?? null;
}
