import Papa from 'papaparse';
import { readJson } from '../../domain/json-text.ts';
import { refused, type Parsed, type Refused } from '../../domain/parsed.ts';
import type { SourceFile } from './importer.ts';

/** A row of a table: its cells by column, and the line on which it begins (from 1). */
export interface TableRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** What a stranger's line may hold. */
const lineLimits = { bytes: 2 ** 20, depth: 16 };

/**
 * The rows of a file of separated values. Columns are named by its first row, or by `columns` where it has none.
 * Quoted cells may hold line breaks (RFC 4180); the line of a row is that of its first character.
 */
export function tableRows(
  text: string,
  options: { readonly delimiter?: string; readonly columns?: readonly string[] } = {},
): readonly TableRow[] {
  const clean = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const rows: TableRow[] = [];
  let names = options.columns;
  let start = 0;
  let line = 1;
  Papa.parse<string[]>(clean, {
    delimiter: options.delimiter ?? '',
    skipEmptyLines: false,
    step({ data, meta }) {
      const begun = line;
      for (let at = clean.indexOf('\n', start); at !== -1 && at < meta.cursor; at = clean.indexOf('\n', at + 1))
        line += 1;
      start = meta.cursor;
      if (data.every((cell) => cell.trim() === '')) return;
      if (!names) {
        names = data.map((name) => name.trim());
        return;
      }
      // Built without a prototype: a column may have any name.
      const cells = Object.create(null) as Record<string, string>;
      names.forEach((name, at) => (cells[name] = data[at] ?? ''));
      rows.push({ line: begun, cells });
    },
  });
  return rows;
}

/** The first row of a table, cell by cell: the names of its columns, if it has any. */
export function firstRow(text: string, delimiter = ''): readonly string[] {
  return (Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { delimiter, preview: 1 }).data[0] ?? []).map((cell) =>
    cell.trim(),
  );
}

/** A line of JSON Lines, read or refused. */
export interface JsonRow {
  readonly line: number;
  readonly value: Parsed<unknown>;
}

/** Every line that is not empty, as JSON; a line that is none is refused by itself. */
export async function jsonRows(file: SourceFile): Promise<readonly JsonRow[]> {
  const lines = file.text.split(/\r?\n/);
  const rows: JsonRow[] = [];
  for (const [at, text] of lines.entries()) {
    if (text.trim() === '') continue;
    rows.push({ line: at + 1, value: await readJson(text, lineLimits) });
  }
  return rows;
}

/** A refusal that names file, line and field. */
export function refusedAt(file: SourceFile, line: number, field: string, message: string): Refused {
  return refused(`${file.name}, line ${line}${field === '' ? '' : `, ${field}`}`, message);
}
