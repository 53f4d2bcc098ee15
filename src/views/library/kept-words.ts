import type { LibraryFile, LibrarySource } from '../../domain/library.ts';

/** Where a kept model came from, in a few words. */
export function originWords(source: LibrarySource): string {
  if (source.kind === 'hub') return `${source.repo} on ${source.hub.replace(/^https?:\/\//, '')}`;
  return source.kind === 'zip' ? `from the zip “${source.name}”` : `from the folder “${source.name}”`;
}

/** Which version of it this is; empty where there are none. */
export function versionWords(source: LibrarySource): string {
  if (source.kind !== 'hub') return '';
  if (source.commit) return `Commit ${source.commit.slice(0, 12)}`;
  return `Revision ${source.revision}, as it was at the first download`;
}

/** What a file's hash was held against when it came. */
export function pinnedWords(file: LibraryFile): string {
  return file.pinned === 'known' ? 'as announced' : 'pinned here';
}
