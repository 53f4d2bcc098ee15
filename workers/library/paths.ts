import { refusalText } from '../../src/domain/parsed.ts';
import { pathFault } from '../../src/domain/path-fault.ts';

/** What is wrong with a path that a file of a model shall have, with the path; null where nothing is. */
export function faultOfPath(path: string): string | null {
  const fault = pathFault(path);
  return fault && refusalText(fault);
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
