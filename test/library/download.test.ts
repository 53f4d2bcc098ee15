import { describe, expect, test } from 'vitest';
import type { HubFile, LibraryProgress } from '../../src/domain/library.ts';
import type { Mischief } from '../e2e/hub.ts';
import { graph, oneModelHub, sha256 } from './downloads.ts';
import { memoryDrawer } from './memory-drawer.ts';

const { model, hub, whole, wanted, fetched, expectWhole } = oneModelHub();

describe('download', () => {
  test('every file comes whole, with its hash; the commit is the one the hub names', async () => {
    const drawer = memoryDrawer();
    const told: LibraryProgress[] = [];
    const result = await fetched({ drawer, told });
    expectWhole(result, drawer);
    if ('fault' in result) return;
    expect(result.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(result.files.map(({ path, sha256: hash }) => [path, hash]).toSorted()).toEqual(
      [...model()].map(([path, bytes]) => [path, sha256(bytes)]).toSorted(),
    );
    expect(result.files.map(({ path, pinned }) => [path, pinned])).toContainEqual([graph, 'known']);
    expect(told.at(-1)).toMatchObject({ bytesDone: whole(), bytesTotal: whole() });
  });

  test('a mirror that lists nothing: the model comes all the same, and its hashes are those of the first download', async () => {
    hub().listing(false);
    const result = await fetched();
    expect(result).toMatchObject({ commit: null });
    if (!('fault' in result)) expect(result.files.every(({ pinned }) => pinned === 'first-download')).toBe(true);
  });

  test('asked again when all is here: nothing is fetched', async () => {
    const drawer = memoryDrawer();
    await fetched({ drawer });
    const before = hub().sent();
    expectWhole(await fetched({ drawer }), drawer);
    expect(hub().sent()).toBe(before);
  });

  test('a file that need not be there is left out where it is not', async () => {
    const extra: HubFile = { path: 'chat_template.jinja', bytes: 10, sha256: null, verified: false, optional: true };
    const result = await fetched({ files: [...wanted(), extra] });
    expect('fault' in result || result.files.length).toBe(model().size);
    expect(await fetched({ files: [...wanted(), { ...extra, optional: false }] })).toMatchObject({
      fault: 'not-found',
      file: 'chat_template.jinja',
    });
  });
});

describe('download, what mends itself', () => {
  test.each<[string, Mischief]>([
    ['a connection that breaks off twice', { kind: 'cut', after: 300_000, times: 2 }],
    ['a hub that fails twice', { kind: 'status', status: 500, times: 2 }],
    ['a hub that is busy', { kind: 'status', status: 429, times: 1, retryAfter: 2 }],
    ['a server without ranges that breaks off once', { kind: 'no-ranges', cutAfter: 300_000, times: 1 }],
    ['a slow hub', { kind: 'slow', bytesPerSecond: 4_000_000 }],
  ])('%s: the file comes whole', async (_, mischief) => {
    hub().mischief(graph, mischief);
    const drawer = memoryDrawer();
    const told: LibraryProgress[] = [];
    expectWhole(await fetched({ drawer, told }), drawer);
    expect(told.at(-1)).toMatchObject({ bytesDone: whole(), note: '' });
  });

  test('what came before a break is not fetched again', async () => {
    hub().mischief(graph, { kind: 'cut', after: 500_000, times: 3 });
    const before = hub().sent();
    expect(await fetched()).not.toHaveProperty('fault');
    expect(hub().sent() - before).toBe(whole());
  });

  test('the server’s Retry-After is obeyed, and a person is told', async () => {
    hub().mischief(graph, { kind: 'status', status: 503, times: 1, retryAfter: 7 });
    const pauses: number[] = [];
    const told: LibraryProgress[] = [];
    await fetched({ told, network: { sleep: async (milliseconds) => void pauses.push(milliseconds) } });
    expect(pauses).toEqual([7000]);
    expect(told.map(({ note }) => note)).toContain('The hub is busy; trying again in 7 s.');
  });

  test('a crash in the midst: what was marked is kept, and the model comes whole', async () => {
    let time = 0;
    const drawer = memoryDrawer();
    const stop = new AbortController();
    const before = hub().sent();
    hub().mischief(graph, { kind: 'slow', bytesPerSecond: 4_000_000 });
    const crashed = await fetched({
      drawer,
      signal: stop.signal,
      network: { now: () => (time += 100) },
      heard: ({ bytesDone }) => bytesDone > 800_000 && stop.abort(),
    });
    expect(crashed).toMatchObject({ fault: 'cancelled' });
    hub().mischief(graph, null);
    const found = drawer.afterCrash(12_345);
    expect(found.contents.get(graph)?.length).toBeGreaterThan(400_000);
    expectWhole(await fetched({ drawer: found }), found);
    expect(hub().sent() - before).toBeLessThan(whole() + 800_000);
  });
});

describe('download, another revision under the same id', () => {
  test('what is here of the other is dropped', async () => {
    hub().listing(false);
    const drawer = memoryDrawer();
    await fetched({ drawer });
    const before = hub().sent();
    expectWhole(await fetched({ drawer, entry: { revision: 'v2' } }), drawer);
    expect(hub().sent() - before).toBe(whole());
  });

  test('files whose hash is known to be the same are kept', async () => {
    const drawer = memoryDrawer();
    await fetched({ drawer });
    const before = hub().sent();
    expectWhole(await fetched({ drawer, entry: { revision: 'v2' } }), drawer);
    expect(hub().sent() - before).toBe(whole() - (model().get(graph)?.length ?? 0));
  });
});
