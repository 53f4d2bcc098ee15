import type { LibraryFile, LibraryModel, LibrarySource } from '../../domain/library.ts';
import { megabytes } from '../parts/figures.ts';

/** Where a kept model came from, in a few words. */
export function originWords(source: LibrarySource): string {
  if (source.kind === 'hub') return `${source.repo} on ${source.hub.replace(/^https?:\/\//, '')}`;
  return source.kind === 'zip' ? `from the zip “${source.name}”` : `from the folder “${source.name}”`;
}

/** How far a model has come that is not here whole; of an import also how it goes on: only the person can choose it again. */
export function partialWords({ source, bytes, bytesHere }: LibraryModel): string {
  const here = megabytes(bytesHere);
  if (source.kind !== 'hub') return `${here} of ${megabytes(bytes)} is here; choose the ${source.kind} again to go on`;
  return `${here}${bytes > bytesHere ? ` of about ${megabytes(bytes)}` : ''} is here, not yet whole`;
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
