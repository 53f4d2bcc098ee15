/** What is wrong with a path that a file of a model shall have; null where nothing is. */
export function faultOfPath(path: string): string | null {
  if (path === '') return 'a name is empty';
  if (path.length > 180) return 'a name is longer than 180 characters';
  if (/[\u0000-\u001f\u007f\\]/.test(path)) return 'a name holds characters that no name should';
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'a name is that of a place outside the folder';
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    return 'a name leads out of the folder or nowhere';
  }
  return null;
}

/** Paths without the one folder that all of them lie in, if there is one and the model itself does not need it. */
export function withoutCommonFolder(paths: readonly string[]): readonly string[] {
  const first = paths[0]?.split('/')[0];
  const hasCommon =
    first !== undefined &&
    first !== 'onnx' &&
    paths.every((path) => path.startsWith(`${first}/`) && path !== `${first}/`);
  return hasCommon ? paths.map((path) => path.slice(first.length + 1)) : paths;
}

/** True for files that systems leave about: hidden ones, and what macOS puts into zips. */
export function isClutter(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX' || part === 'Thumbs.db');
}
