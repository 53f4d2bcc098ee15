import { duration, megabytes } from '../parts/figures.ts';
import type { ImportProgress } from './import-told.ts';

/** How far an import is, in one line: `Reading a.json: 42 of 134 MB, 3.1 MB a second, 30 s left`. */
export function importWords(progress: ImportProgress | null): string {
  if (progress === null) return 'Reading';
  const { step, file, restored, bytesDone, bytesTotal, bytesPerSecond, secondsLeft } = progress;
  if (step === 'joining') return 'Putting the parts together';
  if (step === 'closing') return `${file} is read: its numbers are computed anew`;
  if (restored > 0) return `${restored} runs restored so far`;
  if (bytesTotal === 0) return `Reading ${file}`;
  const parts = [`Reading ${file}: ${megabytes(bytesDone)} of ${megabytes(bytesTotal)}`];
  if (bytesPerSecond !== null) parts.push(`${megabytes(bytesPerSecond)} a second`);
  if (secondsLeft !== null) parts.push(`${duration(secondsLeft)} left`);
  return parts.join(', ');
}

/** The share that is done, in [0, 1]; null where it cannot be told. */
export function importShare(progress: ImportProgress | null): number | null {
  return progress === null || progress.bytesTotal === 0 || progress.step === 'joining'
    ? null
    : progress.bytesDone / progress.bytesTotal;
}
