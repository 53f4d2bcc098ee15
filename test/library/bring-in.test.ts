import { createHash } from 'node:crypto';
import { crc32 as crc32Of } from 'hash-wasm';
import { describe, expect, test } from 'vitest';
import { bringIn } from '../../workers/library/bring-in.ts';
import { chosenOf, seemsWhole, type Source } from '../../workers/library/sources.ts';
import { openEntry } from '../../workers/library/zip/entry.ts';
import { readDirectory } from '../../workers/library/zip/directory.ts';
import { zipOf } from '../../workers/library/zip/write.ts';
import { decoderFolder } from '../engines/fixtures/folders.ts';
import { memoryDrawer } from './memory-drawer.ts';

function sources(change: Readonly<Record<string, string | null>> = {}): Source[] {
  const files = new Map<string, Blob>();
  for (const { path, from } of decoderFolder().files) if (from instanceof Blob) files.set(path, from);
  for (const [path, text] of Object.entries(change)) {
    if (text === null) files.delete(path);
    else files.set(path, new Blob([text]));
  }
  return [...files].map(([path, blob]) => ({ path, bytes: blob.size, blob, open: () => blob.stream() }));
}
async function zipped(): Promise<Blob> {
  const files = sources().map(async ({ path, blob = new Blob() }) => {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return { path: `m/${path}`, data: blob, crc32: Number.parseInt(await crc32Of(bytes), 16) };
  });
  return zipOf(await Promise.all(files));
}
async function entriesOf(zip: Blob): Promise<Source[]> {
  return (await readDirectory(zip)).map((entry) => ({ ...entry, open: () => openEntry(zip, entry) }));
}
function brought(
  chosen: readonly Source[],
  { free = null as number | null, drawer = memoryDrawer(), signal = new AbortController().signal } = {},
) {
  return bringIn(chosen, { drawer, free: () => Promise.resolve(free), onProgress: () => undefined, signal });
}
async function chosenFrom(given: readonly Source[]): Promise<readonly Source[]> {
  const chosen = chosenOf(given);
  if ('fault' in chosen) throw new Error(chosen.detail);
  return chosen;
}

describe('chosenOf', () => {
  test('a folder within a folder, clutter and weights for other programs: what counts is left', () => {
    const given = [
      ...sources().map((source) => ({ ...source, path: `m/${source.path}` })),
      ...sources({
        'm/.DS_Store': '',
        '__MACOSX/m/._config.json': '',
        'm/model.safetensors': 'x',
        'm/LICENSE': 'x',
      }).filter(({ path }) => path.startsWith('m/') || path.startsWith('__')),
    ];
    const chosen = chosenOf(given);
    expect('fault' in chosen ? chosen : chosen.map(({ path }) => path).toSorted()).toEqual(
      [...sources().map(({ path }) => path), 'LICENSE'].toSorted(),
    );
  });

  test.each(['../up', '/etc/passwd', 'a/../../b'])('a file called %j: is refused', (path) => {
    const [first] = sources();
    if (!first) throw new Error('the fixture is empty');
    expect(chosenOf([...sources(), { ...first, path }])).toMatchObject({
      fault: 'not-a-model',
      detail: expect.stringMatching(/a name/) as string,
    });
  });

  test('two files of the same name: refused', () => {
    expect(chosenOf([...sources(), ...sources()])).toMatchObject({ fault: 'not-a-model' });
  });
});

describe('seemsWhole', () => {
  test('a folder’s faults are seen before anything is copied', async () => {
    expect(await seemsWhole(sources())).toBeNull();
    expect(await seemsWhole(sources({ 'config.json': 'no JSON' }))).toMatchObject({ fault: 'not-a-model' });
  });
});

describe('bringIn', () => {
  test('from a folder and from a zip: the same files with the same hashes', async () => {
    const drawer = memoryDrawer();
    const folder = await brought(await chosenFrom(sources()), { drawer });
    const zip = await brought(await chosenFrom(await entriesOf(await zipped())));
    expect(zip).toEqual(folder);
    if ('fault' in folder) throw new Error(folder.detail);
    for (const { path, bytes, sha256 } of folder) {
      const found = drawer.contents.get(path) ?? new Uint8Array();
      expect([found.length, createHash('sha256').update(found).digest('hex')]).toEqual([bytes, sha256]);
    }
  });

  test('a zip with a damaged file: refused, as a fault of the zip', async () => {
    const bytes = new Uint8Array(await (await zipped()).arrayBuffer());
    // Behind the first local header and name there is the first file.
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    expect(await brought(await chosenFrom(await entriesOf(new Blob([bytes]))))).toMatchObject({
      fault: 'bad-zip',
      detail: expect.stringMatching(/checksum/) as string,
    });
  });

  test('a file that cannot be read: refused, as a fault of the disk', async () => {
    const gone = () =>
      new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new DOMException('gone', 'NotFoundError')) });
    const chosen = (await chosenFrom(sources())).map((source) => ({ ...source, open: gone }));
    expect(await brought(chosen)).toMatchObject({ fault: 'disk', detail: 'gone' });
  });

  test('no room, seen before and on the way', async () => {
    const chosen = await chosenFrom(sources());
    expect(await brought(chosen, { free: 10 })).toMatchObject({ fault: 'no-room' });
    const drawer = memoryDrawer(new Map(), () => 20_000);
    expect(await brought(chosen, { drawer })).toMatchObject({ fault: 'no-room' });
  });

  test('given up: says so', async () => {
    const stop = new AbortController();
    stop.abort();
    expect(await brought(await chosenFrom(sources()), { signal: stop.signal })).toMatchObject({ fault: 'cancelled' });
  });
});
