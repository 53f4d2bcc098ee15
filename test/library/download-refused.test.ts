import { describe, expect, test } from 'vitest';
import type { HubFile, Pin } from '../../src/domain/library.ts';
import type { Network } from '../../workers/library/network.ts';
import type { Refusal } from '../../workers/library/words.ts';
import type { Mischief } from '../e2e/hub.ts';
import { graph, oneModelHub, sha256 } from './downloads.ts';
import { memoryDrawer } from './memory-drawer.ts';

const { model, hub, whole, wanted, fetched, expectWhole } = oneModelHub();

describe('download, what is refused', () => {
  test.each<[string, Mischief, Refusal['fault']]>([
    ['no such file', { kind: 'status', status: 404 }, 'not-found'],
    ['a licence is to be accepted', { kind: 'status', status: 403 }, 'forbidden'],
    ['a hub that fails for ever', { kind: 'status', status: 500 }, 'hub-error'],
    ['a web page that says so', { kind: 'page', honest: true }, 'not-the-file'],
    ['a web page that does not', { kind: 'page', honest: false }, 'not-the-file'],
    ['a Git LFS pointer', { kind: 'lfs-pointer' }, 'not-the-file'],
    ['redirects in a circle', { kind: 'redirect-loop' }, 'redirects'],
    ['a connection that breaks off for ever', { kind: 'cut', after: 1000, times: 99 }, 'cut-off'],
    ['no ranges, and breaks for ever', { kind: 'no-ranges', cutAfter: 300_000 }, 'no-ranges'],
    ['a byte that is wrong', { kind: 'corrupt' }, 'corrupt'],
    ['other contents of the same size', { kind: 'other-contents' }, 'corrupt'],
  ])('%s', async (_, mischief, fault) => {
    hub().mischief(graph, mischief);
    // Some mischief is only seen where a page would be listed with another size.
    if (mischief.kind === 'page' || mischief.kind === 'lfs-pointer') hub().listing(false);
    const drawer = memoryDrawer();
    expect(await fetched({ drawer })).toMatchObject({ fault, file: graph });
    hub().mischief(graph, null);
    const before = hub().sent();
    expectWhole(await fetched({ drawer }), drawer);
    expect(hub().sent() - before, 'the files before it are kept').toBeLessThanOrEqual(model().get(graph)?.length ?? 0);
  });

  test('silence: asked again, and refused where it is for ever', async () => {
    const drawer = memoryDrawer();
    hub().mischief(graph, { kind: 'silent', after: 300_000, times: 1 });
    expectWhole(await fetched({ drawer, network: { stall: 500 } }), drawer);
    hub().mischief(graph, { kind: 'silent', after: 1000, times: 99 });
    expect(await fetched({ network: { stall: 500 } })).toMatchObject({ fault: 'stalled', file: graph });
  });

  test('a file that changed between two parts is dropped, the others kept', async () => {
    hub().listing(false);
    const drawer = memoryDrawer();
    hub().mischief(graph, { kind: 'cut', after: 400_000, times: 1 });
    let asked = 0;
    const swapping: Network['fetch'] = (address, init) => {
      if (address.endsWith(graph) && ++asked === 2) hub().mischief(graph, { kind: 'other-contents' });
      return fetch(address, init);
    };
    expect(await fetched({ drawer, network: { fetch: swapping } })).toMatchObject({ fault: 'changed', file: graph });
    expect(drawer.contents.get(graph)?.length).toBe(0);
    expect(drawer.contents.get('config.json')?.length).toBe(model().get('config.json')?.length);
    hub().mischief(graph, null);
    expectWhole(await fetched({ drawer }), drawer);
  });

  test('a size or hash that the catalogue knows: anything else is refused', async () => {
    hub().listing(false);
    const known = (changes: Partial<HubFile>) =>
      wanted().map((file) =>
        file.path === graph ? { ...file, verified: true, sha256: sha256(model().get(graph)), ...changes } : file,
      );
    expect(await fetched({ files: known({}) })).not.toHaveProperty('fault');
    const before = hub().sent();
    hub().mischief(graph, { kind: 'slow', bytesPerSecond: 1_000_000 });
    expect(await fetched({ files: known({ bytes: 7 }) })).toMatchObject({ fault: 'corrupt', file: graph });
    expect(hub().sent() - before, 'a wrong size is seen before the file is fetched').toBeLessThan(whole() / 2);
    hub().mischief(graph, null);
    expect(await fetched({ files: known({ sha256: 'a'.repeat(64) }) })).toMatchObject({
      fault: 'corrupt',
      file: graph,
    });
  });

  test('a hub that itself names another hash than the catalogue: refused before anything is fetched', async () => {
    const files = wanted().map((file) => ({ ...file, verified: true, sha256: 'a'.repeat(64) }));
    const before = hub().sent();
    expect(await fetched({ files })).toMatchObject({ fault: 'corrupt', file: graph });
    expect(hub().sent()).toBe(before);
  });

  test.each([true, false])(
    'a file that is no longer what was first downloaded (listed: %j): refused, unless the change is accepted',
    async (listed) => {
      hub().listing(listed);
      const pins: Pin[] = [
        {
          repo: 'o/m',
          revision: 'main',
          path: graph,
          bytes: model().get(graph)?.length ?? 0,
          sha256: 'b'.repeat(64),
          pinnedAt: '',
        },
      ];
      expect(await fetched({ pins })).toMatchObject({ fault: 'differs', file: graph });
      expect(await fetched({ pins, entry: { acceptChanged: true } })).not.toHaveProperty('fault');
    },
  );

  test('a full disk, seen before or on the way: what came is kept, and is enough once there is room', async () => {
    expect(await fetched({ free: 1000 })).toMatchObject({ fault: 'no-room' });
    let capacity = 700_000;
    const drawer = memoryDrawer(new Map(), () => capacity);
    expect(await fetched({ drawer })).toMatchObject({ fault: 'no-room' });
    const kept = drawer.contents.get(graph)?.length ?? 0;
    expect(kept).toBeGreaterThan(0);
    capacity = Infinity;
    const before = hub().sent();
    expectWhole(await fetched({ drawer }), drawer);
    expect(hub().sent() - before).toBeLessThan(whole());
  });

  test('no network: says so', async () => {
    const off = { fetch: () => Promise.reject(new TypeError('Failed to fetch')) };
    expect(await fetched({ network: { ...off, isOnline: () => false } })).toMatchObject({ fault: 'offline' });
    expect(await fetched({ network: off })).toMatchObject({ fault: 'unreachable' });
  });

  test('an address that the page may not talk to: nothing is asked', async () => {
    const fetch = () => Promise.reject(new Error('asked'));
    expect(await fetched({ entry: { hub: 'https://example.org' }, network: { fetch } })).toMatchObject({
      fault: 'bad-address',
    });
  });

  test('given up: ends at once, and what came is kept', async () => {
    hub().mischief(graph, { kind: 'slow', bytesPerSecond: 2_000_000 });
    const stop = new AbortController();
    const drawer = memoryDrawer();
    let stopped = 0;
    const result = await fetched({
      drawer,
      signal: stop.signal,
      heard({ bytesDone }) {
        if (bytesDone > 300_000 && stopped === 0) {
          stopped = Date.now();
          stop.abort();
        }
      },
    });
    expect(result).toMatchObject({ fault: 'cancelled' });
    expect(Date.now() - stopped).toBeLessThan(1000);
    expect(drawer.contents.get(graph)?.length).toBeGreaterThan(0);
  });

  test('what is no model in the end is refused', async () => {
    const files = wanted().filter(({ path }) => path !== 'tokenizer.json');
    expect(await fetched({ files })).toMatchObject({ fault: 'not-a-model', detail: 'there is no tokenizer.json' });
  });
});
