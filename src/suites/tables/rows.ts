import type { ChoiceItem, Option, PhraseItem, Tags } from '../../domain/suite.ts';
import { refused, type Parsed } from '../../domain/parsed.ts';
import type { Imported, Row } from '../importers/importer.ts';
import { refusedAt } from '../importers/rows.ts';
import { idOf, suiteOf, type About } from '../importers/suite-of.ts';
import { mappingFault, ratedColumns, type Mapping, type Use } from './columns.ts';
import { ratingOf, type Rated } from './rating-columns.ts';
import type { Table } from './read.ts';

/** A cell, and of which column it is. */
interface Cell {
  readonly place: number;
  readonly column: string;
  readonly text: string;
}

/** The cells of a row by what they are for. */
interface Cells {
  readonly line: number;
  one(use: Use): string;
  all(use: Use): readonly Cell[];
  readonly ratings: readonly (Rated & Cell)[];
}

/** Names that reach into every object of the language when a value is copied carelessly. */
const dangerous = /^(__proto__|constructor|prototype)$/;

/** Reads every row with a mapping; what is none is refused with file, line and field. */
export function itemsOf(table: Table, mapping: Mapping): readonly Row[] {
  const isPhrases = mapping.uses.includes('phrase');
  const rated = ratedColumns(mapping);
  return table.rows.map(({ line, cells }) => {
    const all = (use: Use) =>
      mapping.uses.flatMap((one, place) =>
        one === use ? [{ place, column: table.columns[place] ?? '', text: cells[place] ?? '' }] : [],
      );
    const ratings = rated.map((about) => ({
      ...about,
      column: table.columns[about.place] ?? '',
      text: cells[about.place] ?? '',
    }));
    const row: Cells = { line, all, ratings, one: (use) => all(use)[0]?.text ?? '' };
    return isPhrases ? phraseOf(table, row) : choiceOf(table, row, mapping.countsFrom);
  });
}

/** The suite of a table: each row through the same door as any other suite's items; rows that are none stand beside it. */
export function suiteOfTable(table: Table, mapping: Mapping, about: About): Parsed<Imported> {
  const fault = mappingFault(mapping);
  if (fault !== '') return refused(table.file.name, fault);
  const rows = itemsOf(table, mapping);
  const lines = new Map(rows.flatMap((row, at) => ('kind' in row ? [[row.id, table.rows[at]?.line ?? 0]] : [])));
  const read = suiteOf(about, [...table.skipped, ...rows]);
  if (!read.ok) return located(read, lines, table);
  return { ok: true, value: { ...read.value, skipped: read.value.skipped.map((one) => located(one, lines, table)) } };
}

/** What the door refuses by the item's name, by its file and line. */
function located<T extends { readonly place: string }>(
  refusal: T,
  lines: ReadonlyMap<string | undefined, number | undefined>,
  { file }: Table,
): T {
  const [id = '', ...field] = refusal.place.split(', ');
  const line = lines.get(id);
  if (line === undefined) return refusal;
  return { ...refusal, place: [`${file.name}, line ${line}`, ...field].join(', ') };
}

function choiceOf({ file }: Table, row: Cells, countsFrom: 0 | 1): Row {
  const options = row.all('option').filter(({ text }) => text !== '');
  const first = row.all('option')[0]?.column ?? 'option';
  if (options.length < 2) return refusedAt(file, row.line, first, `has ${options.length} options, 2 to 8 were wanted`);
  const texts = options.map(({ text }) => text);
  const key = keyOf(row, texts, countsFrom);
  if (key === undefined) {
    const { column = 'key' } = row.all('key')[0] ?? {};
    const wanted = `a letter, a number from ${countsFrom} to ${texts.length - 1 + countsFrom}, or an option’s own words`;
    return refusedAt(file, row.line, column, `is "${row.one('key').slice(0, 60)}", wanted ${wanted}`);
  }
  const tags = tagsOf(row);
  if (typeof tags === 'string') return refusedAt(file, row.line, 'tags', tags);
  const wrong = ratingFault(row);
  if (wrong) return refusedAt(file, row.line, wrong.column, wrong.message);
  const item: ChoiceItem = {
    kind: 'choice',
    id: idOf(row.one('id')) || `line-${row.line}`,
    context: row.one('context'),
    question: row.one('question'),
    options: options.map(({ text, place }) => ({ text, tags: [], ...ratingsOf(row, place) })),
    key,
    tags,
    rationale: row.one('rationale'),
    paraphrases: row.all('paraphrases').flatMap(({ text }) => parts(text, '|')),
  };
  return item;
}

/** The first cell of ratings that cannot be read; undefined where every one can. */
function ratingFault(row: Cells): { readonly column: string; readonly message: string } | undefined {
  const options = row.all('option');
  for (const { column, text, option, scale } of row.ratings) {
    if (text === '') continue;
    if (ratingOf(text) === undefined) return { column, message: `is "${text.slice(0, 60)}", a number was wanted` };
    const reply = options.find(({ place }) => place === option);
    if (reply?.text === '') return { column, message: `rates ${reply.column}, which is empty here` };
    if (dangerous.test(idOf(scale))) return { column, message: `is on the scale "${scale}", which is no name for one` };
  }
  return undefined;
}

/** What people thought of the option in this column; nothing where nobody was asked. */
function ratingsOf({ ratings }: Cells, place: number): Pick<Option, 'ratings'> {
  const told = ratings.flatMap(({ option, scale, text }) => {
    const rating = option === place ? ratingOf(text) : undefined;
    return rating === undefined ? [] : [[idOf(scale), rating] as const];
  });
  return told.length === 0 ? {} : { ratings: Object.fromEntries(told) };
}

/** The place of the right option; null where the row tells none, undefined where what it tells is none of them. */
function keyOf(row: Cells, options: readonly string[], countsFrom: 0 | 1): number | null | undefined {
  const told = row.one('key');
  if (told === '') return null;
  const said = options.indexOf(told);
  if (said !== -1) return said;
  const letter = /^\(?([a-h])[).]?$/i.exec(told)?.[1]?.toLowerCase();
  // Letters and numbers are those of the columns: an empty option before must not shift them.
  const places = row.all('option').map(({ text }, place) => (text === '' ? -1 : place));
  const shown = (column: number) => {
    const place = places.filter((one) => one !== -1).indexOf(column);
    return place === -1 ? undefined : place;
  };
  if (letter !== undefined) return shown(letter.charCodeAt(0) - 97);
  return /^\d+$/.test(told) ? shown(Number(told) - countsFrom) : undefined;
}

function phraseOf({ file }: Table, row: Cells): Row {
  const text = row.one('phrase');
  const column = row.all('phrase')[0]?.column ?? 'phrase';
  if (text === '') return refusedAt(file, row.line, column, 'is empty');
  const role = row.one('role').toLowerCase() || 'probe';
  if (role !== 'anchor' && role !== 'probe')
    return refusedAt(file, row.line, 'role', `is "${role.slice(0, 60)}", wanted anchor or probe`);
  const side = sideOf(row.one('side'));
  if (side === undefined)
    return refusedAt(file, row.line, 'side', `is "${row.one('side').slice(0, 60)}", wanted do, dont or between`);
  const tags = tagsOf(row);
  if (typeof tags === 'string') return refusedAt(file, row.line, 'tags', tags);
  const item: PhraseItem = {
    kind: 'phrase',
    id: idOf(row.one('id')) || idOf(text) || `line-${row.line}`,
    text,
    role,
    side,
    tags,
    pair: row.one('pair'),
  };
  return item;
}

function sideOf(text: string): PhraseItem['side'] | undefined {
  const plain = text.toLowerCase().replaceAll(/[^a-z+-]/g, '');
  if (['', 'between', 'neutral', 'unsure'].includes(plain)) return 'between';
  if (['do', 'good', 'positive', '+'].includes(plain)) return 'do';
  return ['dont', 'bad', 'negative', '-'].includes(plain) ? 'dont' : undefined;
}

const parts = (text: string, mark: string) =>
  text
    .split(mark)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** The tags of a row by kind, or what is wrong with them. */
function tagsOf(row: Cells): Tags | string {
  const tags = new Map<string, string[]>();
  const add = (kind: string, value: string) => tags.set(kind, [...(tags.get(kind) ?? []), value]);
  for (const { text } of row.all('tags')) {
    for (const pair of parts(text, ';')) {
      const at = pair.search(/[:=]/);
      if (at < 1 || pair.slice(at + 1).trim() === '') return `hold "${pair.slice(0, 60)}", kind: value was wanted`;
      add(idOf(pair.slice(0, at).replaceAll('_', '-')) || pair.slice(0, at).trim(), pair.slice(at + 1).trim());
    }
  }
  for (const { column, text } of row.all('tag')) {
    const name = column.replace(/^tags\./, '').replace(/\.\d+$/, '');
    for (const value of parts(text, ';')) add(idOf(name.replaceAll('_', '-')) || name, value);
  }
  const bad = [...tags.keys()].find((kind) => dangerous.test(kind));
  return bad === undefined ? Object.fromEntries(tags) : `hold the kind "${bad}", which is no name for one`;
}
