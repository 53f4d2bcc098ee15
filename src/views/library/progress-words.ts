import type { LibraryProgress } from '../../domain/library.ts';
import { duration, megabytes } from '../parts/figures.ts';
import type { JobKind } from './job.svelte.ts';

const doing: Readonly<Record<JobKind, string>> = {
  download: 'Downloading',
  bring: 'Copying in',
  verify: 'Checking',
  export: 'Saving',
};

/** How far something has come, in one line: `Downloading: 42 of 134 MB, 3.1 MB a second, 30 s left`. */
export function progressWords(kind: JobKind, progress: LibraryProgress | null): string {
  if (progress === null) return `${doing[kind]}: starting`;
  const { bytesDone, bytesTotal, bytesPerSecond, secondsLeft } = progress;
  const parts = [`${doing[kind]}: ${megabytes(bytesDone)} of ${megabytes(bytesTotal)}`];
  if (bytesPerSecond !== null) parts.push(`${megabytes(bytesPerSecond)} a second`);
  if (secondsLeft !== null) parts.push(`${duration(secondsLeft)} left`);
  return parts.join(', ');
}

/** The share that is done, in [0, 1]; null where it cannot be told. */
export function shareDone(progress: LibraryProgress | null): number | null {
  return progress === null || progress.bytesTotal === 0 ? null : progress.bytesDone / progress.bytesTotal;
}
