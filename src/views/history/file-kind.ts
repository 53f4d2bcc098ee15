import type { Parsed } from '../../domain/parsed.ts';
import { parsed, refused } from '../../domain/parsed.ts';
import { readJsonParts } from '../../exports/json-parts.ts';

/** What a file that a person brings turns out to be, by its content and never by its name. */
export type FileKind = 'run' | 'zip' | 'lines' | 'lm-eval results' | 'inspect log';

const limits = { bytes: 2 ** 30, value: 2 ** 28, depth: 64 };
/** So much is looked at before more of a file is read. */
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
  const keys = new Set<string>();
  const has = (key: string) => keys.has(key);
  // Only as far as it takes, and what is read is not held.
  for await (const part of readJsonParts(file, limits, { isListed: () => true })) {
    if (!part.ok) return part;
    if (part.value.kind !== 'other') keys.add(part.value.key);
    if (has('format')) return parsed('run');
    if (has('eval') && has('version')) return parsed('inspect log');
    if (has('results') && (has('configs') || has('lm_eval_version'))) return parsed('lm-eval results');
  }
  if (has('doc_id')) return parsed('lines');
  return refused(
    'format',
    'This is not a Touchstone run, nor a result of lm-evaluation-harness or Inspect, nor a backup',
  );
}
