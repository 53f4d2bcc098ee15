import { readJson } from '../../domain/json-text.ts';
import type { Parsed } from '../../domain/parsed.ts';
import { parsed, refused } from '../../domain/parsed.ts';

/** What a file that a person brings turns out to be, by its content and never by its name. */
export type FileKind = 'run' | 'zip' | 'lines' | 'lm-eval results' | 'inspect log';

const limits = { bytes: 256 * 2 ** 20, depth: 64 };
/** So much is looked at before a file is read whole. */
const peek = 4096;

/** Tells what a file is. What is nothing that can be imported is refused with what could be. */
export async function kindOf(file: Blob): Promise<Parsed<FileKind>> {
  const start = await file.slice(0, peek).arrayBuffer();
  const bytes = new Uint8Array(start);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return parsed('zip');
  const text = new TextDecoder()
    .decode(bytes)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^<!doctype html/i.test(text) || /^\{\s*"format"/.test(text)) return parsed('run');
  const [line = ''] = text.split('\n');
  if (/^\{"doc_id"|^\{ ?"doc_id"/.test(line)) return parsed('lines');
  if (!text.startsWith('{')) return parsed('run');
  const json = await readJson(file, limits);
  if (!json.ok) return json;
  const value: unknown = json.value;
  const has = (key: string) => typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  if (has('format')) return parsed('run');
  if (has('eval') && has('version')) return parsed('inspect log');
  if (has('results') && (has('configs') || has('lm_eval_version'))) return parsed('lm-eval results');
  if (has('doc_id')) return parsed('lines');
  return refused(
    'format',
    'This is not a Touchstone run, nor a result of lm-evaluation-harness or Inspect, nor a backup',
  );
}
