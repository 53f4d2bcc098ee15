import type { Estimate } from '../../domain/report.ts';

const minus = '\u2212';
const dash = '\u2013';

/** A share as a whole percentage with a real minus: `59%`. */
export function percent(share: number): string {
  return `${whole(share)}%`;
}

function whole(share: number): string {
  const points = Math.round(Math.abs(share) * 100);
  return share < 0 && points !== 0 ? `${minus}${points}` : String(points);
}

/** A number with two places or so many, a real minus, and a plus where the sign tells something. */
export function signed(value: number, places = 2): string {
  const text = Math.abs(value).toFixed(places);
  if (Number(text) === 0) return text;
  return value < 0 ? `${minus}${text}` : `+${text}`;
}

/** A number with two places or so many, and a real minus. */
export function plain(value: number, places = 2): string {
  const text = Math.abs(value).toFixed(places);
  return value < 0 && Number(text) !== 0 ? `${minus}${text}` : text;
}

/** A number in its unit: shares as percentages, log-probabilities with the word, counts bare, the rest with a sign. */
export function inUnit(value: number, unit: Estimate['unit']): string {
  if (unit === 'share') return percent(value);
  if (unit === 'nats') return `${plain(value)} nats`;
  if (unit === 'count') return plain(value);
  return signed(value);
}

/** The estimate's interval, unit once: `50–68%`, `−3 to 9%`; empty where there is none. */
export function interval(estimate: Estimate): string {
  const { lower, upper, unit } = estimate;
  if (lower === null || upper === null) return '';
  if (unit === 'share') return `${whole(lower)}${lower < 0 ? ' to ' : dash}${percent(upper)}`;
  if (unit === 'nats') return `${plain(lower)} to ${plain(upper)} nats`;
  if (unit === 'count') return `${plain(lower)} to ${plain(upper)}`;
  return `${signed(lower)} to ${signed(upper)}`;
}

/** Bytes for a person: `6.2 MB`, `1.24 GB`. */
export function megabytes(bytes: number): string {
  if (bytes === 0) return '0 MB';
  if (bytes >= 999.5e6) return `${(bytes / 1e9).toFixed(bytes < 1e10 ? 2 : bytes < 1e11 ? 1 : 0)} GB`;
  return bytes < 1e6
    ? `${Math.max(1, Math.round(bytes / 1e3))} kB`
    : `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`;
}

/** Seconds for a person: `40 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A stored time in the reader's own place and language. */
export function moment(iso: string): string {
  return new Date(iso).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** A count with its noun: `1 item`, `12 items`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

/** A phrase before a number: one that is written from right to left is set apart, or the number's sign would change sides (UAX #9). */
export function beforeNumber(text: string): string {
  return /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(text) ? `\u2068${text}\u2069` : text;
}
