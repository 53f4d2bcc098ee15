import { parsed, refused, type Parsed } from '../../domain/parsed.ts';
import type { Suite } from '../../domain/suite.ts';
import { siftSuite } from '../suite.ts';
import { parted, type Imported, type Row } from './importer.ts';

/** What a data set is, without its items. */
export type About = Pick<
  Suite,
  'id' | 'title' | 'summary' | 'construct' | 'language' | 'licence' | 'source' | 'cautions' | 'frame'
> & {
  /** Left out: forced choice. */
  readonly protocol?: string;
};

/** A frame that says nothing but how to answer. */
export const plainFrame: Suite['frame'] = { lead: '', question: '', closing: 'Answer with one letter.', templates: [] };

/** The suite of these rows, each through the same door as any other suite's items; rows that are none stand beside it. */
export function suiteOf(about: About, rows: readonly Row[]): Parsed<Imported> {
  const { items, skipped } = parted(rows);
  if (items.length === 0) return skipped[0] ?? refused('', 'There is no item in this file.');
  const head = {
    format: 'touchstone/suite',
    formatVersion: 1,
    version: 1,
    protocol: 'forced-choice',
    ...about,
  } as const;
  const sifted = siftSuite(head, items);
  return sifted.ok ? parsed({ suite: sifted.value.suite, skipped: [...skipped, ...sifted.value.skipped] }) : sifted;
}

/** A text as an id: small letters, digits and hyphens. */
export function idOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, 64);
}
