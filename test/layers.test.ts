import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** What each room may import of the house. Every room may import itself. */
const rooms: Record<string, readonly string[]> = {
  domain: [],
  suites: ['domain'],
  protocols: ['domain'],
  runs: ['domain'],
  statistics: ['domain'],
  store: ['domain'],
  exports: ['domain'],
  workers: ['domain'],
  models: ['domain'],
  views: ['domain', 'suites', 'protocols', 'runs', 'statistics', 'store', 'exports', 'workers', 'models'],
  bin: ['domain', 'suites', 'protocols', 'runs', 'statistics', 'exports', 'models'],
  top: ['domain', 'views', 'workers'],
};

/** Each stranger is met in these rooms only. */
const strangers: Record<string, readonly string[]> = {
  svelte: ['views', 'top'],
  dexie: ['store'],
  comlink: ['workers'],
  'onnxruntime-web': ['workers'],
  '@mlc-ai/web-llm': ['workers'],
  '@huggingface/tokenizers': ['workers'],
  '@huggingface/jinja': ['workers'],
  'hash-wasm': ['workers'],
  papaparse: ['suites', 'exports'],
  fflate: ['workers', 'exports'],
  valibot: ['suites', 'exports', 'models'],
  'ml-matrix': ['statistics'],
  'playwright-core': ['bin'],
  vite: ['bin'],
};

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function roomOf(path: string): string {
  const [first, second, third] = path.split('/');
  if (first !== 'src') return first ?? 'top';
  return third === undefined ? 'top' : (second ?? 'top');
}

/** Every specifier that a file names: static, re-exported, dynamic, or the address of a worker. */
function specifiersOf(text: string): string[] {
  const patterns = [
    /\b(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/g,
    /\bimport\s*['"]([^'"]+)['"]/g,
    /\bimport\(\s*['"`]([^'"`]+)['"`]/g,
    /new URL\(\s*['"]([^'"]+)['"]\s*,\s*import\.meta\.url/g,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
}

const files = ['src', 'workers', 'models', 'bin'].flatMap(filesBelow);

describe('layers', () => {
  test('the house has files to check', () => {
    expect(files.length).toBeGreaterThan(20);
  });

  test.each(files)('%s imports only the rooms that its own may', (file) => {
    const room = roomOf(file);
    const allowed = rooms[room];
    expect(allowed, `${room} is no room of the house`).toBeDefined();
    for (const specifier of specifiersOf(readFileSync(join(root, file), 'utf8'))) {
      const bare = specifier.split('?')[0] ?? '';
      if (bare.startsWith('.') || bare.startsWith('/')) {
        const target = roomOf(
          bare.startsWith('/') ? bare.slice(1) : relative(root, resolve(root, dirname(file), bare)),
        );
        if (target === 'package.json' || target === '..') continue;
        expect([room, ...(allowed ?? [])], `${file} imports ${specifier}`).toContain(target);
      } else if (!bare.startsWith('node:') && !bare.startsWith('virtual:')) {
        const stranger = Object.keys(strangers).find((name) => bare === name || bare.startsWith(`${name}/`));
        expect(stranger, `${file} imports ${specifier}: name its room in layers.test.ts`).toBeDefined();
        expect(strangers[stranger ?? ''], `${file} imports ${specifier}`).toContain(room);
      }
    }
  });

  test('layers, a sideways import: is found', () => {
    expect(specifiersOf(`import { a } from '../store/x.ts'; const b = await import('../views/y.ts');`)).toEqual([
      '../store/x.ts',
      '../views/y.ts',
    ]);
  });
});
