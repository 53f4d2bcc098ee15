import { refused, type Refused } from './parsed.ts';

/** So long may a path be (UTF-16 units): honest files need less, and storage takes little more. */
const longest = 180;

/**
 * Why a file that lies under this path, `/` between its folders, is not taken from a folder, a zip or a hub; null where
 * nothing is wrong with it. Control characters hide what a name is, and one that leads out of its folder means harm even where
 * nothing is written under it.
 */
export function pathFault(path: string): Refused | null {
  const message = wrongWith(path);
  return message === null ? null : refused(JSON.stringify(path.slice(0, 80)), message);
}

function wrongWith(path: string): string | null {
  if (path === '') return 'is an empty name';
  if (path.length > longest) return `is a name longer than ${longest} characters`;
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'is a name with control characters';
  const parts = path.split('/');
  if (path.includes('\\') || path.startsWith('/') || /^[a-z]:/i.test(path) || parts.includes('..'))
    return 'is a name that leads out of its folder';
  return parts.some((part) => part === '' || part === '.') ? 'is a name that leads nowhere' : null;
}
