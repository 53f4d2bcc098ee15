import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { needChromium } from '../../bin/chromium.ts';
import type { Mischief } from './hub.ts';
import { graph, large, libraryStand, repo } from './library-stand.ts';

const { browser, site, hub, whole, hashesOf, opened, fresh, download, usage, come } = libraryStand();

/** Private windows keep their files in memory, which is another piece of Chromium than the disk's. */
function ordinaryProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    executablePath: needChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

describe('a download in a real browser', () => {
  test('killed twice, it still finishes with the right hashes, and little is fetched twice', async () => {
    const { context, page } = await fresh();
    const before = hub().sent();
    hub().mischief(graph, { kind: 'slow', bytesPerSecond: 4_000_000 });

    // The worker dies as in a crash.
    const first = download(page, large);
    await come(page, 8_000_000);
    await page.evaluate(() => window.page.kill());
    expect(await first).toMatchObject({ ok: false, fault: 'crashed' });

    // The page is closed in the midst of it.
    const second = download(page, large).catch(() => undefined);
    await come(page, 16_000_000);
    await page.close();
    await second;

    const again = await opened(context);
    expect(await again.evaluate(() => window.page.library.list())).toMatchObject({
      ok: true,
      value: [{ id: 'coin', state: 'partial', source: { kind: 'hub', repo: large } }],
    });
    const room = await usage(again);
    expect(room).toBeGreaterThan(8_000_000);
    hub().mischief(graph, null);
    expect(await download(again, large)).toMatchObject({
      ok: true,
      value: { state: 'ready', bytes: whole(), bytesHere: whole() },
    });
    expect(await again.evaluate(() => window.page.hashes('coin'))).toEqual(hashesOf(large));
    // Half a second's worth may come twice after each, and what the stand-in wrote to a connection that was gone.
    const twice = (hub().sent() - before - whole()) / whole();
    process.stdout.write(`${JSON.stringify({ figure: 'fetched twice after two kills', share: twice })}\n`);
    expect(twice).toBeLessThan(0.3);

    expect(await again.evaluate(() => window.page.library.remove('coin'))).toEqual({ ok: true, value: null });
    expect(await again.evaluate(() => window.page.leftovers())).toEqual(['touchstone-models']);
    expect(await usage(again)).toBeLessThan(1_000_000);
    await context.close();
  });

  test('given up: ends soon, and goes on later', async () => {
    const { context, page } = await fresh();
    hub().mischief(graph, { kind: 'slow', bytesPerSecond: 5_000_000 });
    const begun = download(page, large);
    await come(page, 3_000_000);
    const stopped = Date.now();
    await page.evaluate(() => window.page.cancel());
    const reply = await begun;
    const milliseconds = Date.now() - stopped;
    process.stdout.write(`${JSON.stringify({ figure: 'a download given up ends', milliseconds })}\n`);
    // A fifth of a second was measured; the worker would be ended by force after three seconds.
    expect(milliseconds).toBeLessThan(2500);
    expect(reply).toMatchObject({ ok: false, fault: 'cancelled' });
    expect(reply.ok ? '' : reply.message).toMatch(/MB are kept/);
    hub().mischief(graph, null);
    const before = hub().sent();
    expect(await download(page, large)).toMatchObject({ ok: true });
    expect(hub().sent() - before).toBeLessThan(whole() - 2_500_000);
    await context.close();
  });

  test('progress: bytes, rate and time left', async () => {
    const { context, page } = await fresh();
    hub().mischief(graph, { kind: 'slow', bytesPerSecond: 10_000_000 });
    const begun = download(page, large);
    await come(page, 15_000_000);
    const told = await page.evaluate(() => window.page.told.at(-1));
    expect(told).toMatchObject({ bytesTotal: whole(), file: graph, note: '' });
    expect(told?.bytesPerSecond).toBeGreaterThan(2_000_000);
    expect(told?.bytesPerSecond).toBeLessThan(20_000_000);
    expect(told?.secondsLeft).toBeCloseTo((whole() - (told?.bytesDone ?? 0)) / (told?.bytesPerSecond ?? 1), 3);
    await begun;
    await context.close();
  });

  test.each<[string, Mischief, string, RegExp]>([
    ['no such file', { kind: 'status', status: 404 }, 'not-found', /The hub has no onnx\/model\.onnx/],
    ['a licence is to be accepted', { kind: 'status', status: 403 }, 'forbidden', /accepted the model’s licence/],
    ['failing for ever', { kind: 'status', status: 500 }, 'hub-error', /failed again and again/],
    ['a web page', { kind: 'page', honest: true }, 'not-the-file', /came in place of.*web page.*sign in/],
    ['a web page in disguise', { kind: 'page', honest: false }, 'not-the-file', /web page/],
    ['redirects in a circle', { kind: 'redirect-loop' }, 'redirects', /circle of redirects/],
    ['silence', { kind: 'silent', after: 1000, times: 99 }, 'stalled', /Nothing more came/],
    ['breaking off', { kind: 'cut', after: 1000, times: 99 }, 'cut-off', /broke off again and again/],
    ['no ranges', { kind: 'no-ranges', cutAfter: 2_000_000 }, 'no-ranges', /cannot go on in the middle/],
    ['a wrong byte', { kind: 'corrupt' }, 'corrupt', /not the file that it should be/],
  ])('%s: its own sentence, no model, and what was there still works', async (_, mischief, fault, words) => {
    const { context, page } = await fresh();
    await download(page, repo, { id: 'other' });
    if (mischief.kind === 'page') hub().listing(false);
    hub().mischief(graph, mischief);
    const reply = await download(page);
    expect(reply).toMatchObject({ ok: false, fault });
    expect(reply.ok ? '' : reply.message).toMatch(words);
    expect(reply.ok ? '' : reply.message).toMatch(/are kept, and the next try goes on from there/);
    const filesOf = await page.evaluate(() => window.page.library.filesOf('coin'));
    expect(filesOf).toMatchObject({ ok: false, fault: 'missing' });
    expect(await page.evaluate(() => window.page.hashes('other'))).toEqual(hashesOf(repo));
    hub().mischief(graph, null);
    expect(await download(page)).toMatchObject({ ok: true, value: { state: 'ready' } });
    await context.close();
  });

  test('first-download hashes are kept when the model goes, and compared when it comes again', async () => {
    const { context, page } = await fresh();
    hub().listing(false);
    await download(page);
    await page.evaluate(() => window.page.library.remove('coin'));
    hub().mischief('config.json', { kind: 'other-contents' });
    expect(await download(page)).toMatchObject({ ok: false, fault: 'differs' });
    hub().mischief('config.json', null);
    expect(await download(page)).toMatchObject({ ok: true });
    await context.close();
  });

  test.each(['a private window', 'an ordinary profile'])(
    'a full disk in %s: says so, keeps what came, and goes on when there is room',
    async (kind) => {
      const profile = mkdtempSync(join(tmpdir(), 'touchstone-profile-'));
      onTestFinished(() => rmSync(profile, { recursive: true, force: true }));
      const context = kind === 'a private window' ? await browser().newContext() : await ordinaryProfile(profile);
      const page = await opened(context);
      const session = await context.newCDPSession(page);
      const origin = new URL(site().address).origin;
      await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 20_000_000 });
      const full = await download(page, large);
      expect(full).toMatchObject({ ok: false, fault: 'no-room' });
      expect(full.ok ? '' : full.message).toMatch(/not enough room.*MB are kept.*Remove models/);
      await session.send('Storage.overrideQuotaForOrigin', { origin });
      const before = hub().sent();
      expect(await download(page, large)).toMatchObject({ ok: true });
      expect(hub().sent() - before).toBeLessThan(whole() - 5_000_000);
      expect(await page.evaluate(() => window.page.hashes('coin'))).toEqual(hashesOf(large));
      await context.close();
    },
  );

  test('two tabs: the second is told, and the list is the same in both', async () => {
    const { context, page } = await fresh();
    const other = await opened(context);
    hub().mischief(graph, { kind: 'slow', bytesPerSecond: 1_000_000 });
    const begun = download(page, large);
    await come(page, 500_000);
    expect(await download(other, large)).toMatchObject({ ok: false, fault: 'busy' });
    expect(await other.evaluate(() => window.page.library.remove('coin'))).toMatchObject({ ok: false, fault: 'busy' });
    expect(await other.evaluate(() => window.page.library.list())).toMatchObject({
      value: [{ id: 'coin', state: 'partial' }],
    });
    await page.evaluate(() => window.page.cancel());
    expect(await begun).toMatchObject({ ok: false, fault: 'cancelled' });
    hub().mischief(graph, null);
    expect(await download(other, large)).toMatchObject({ ok: true });
    expect(await page.evaluate(() => window.page.hashes('coin'))).toEqual(hashesOf(large));
    await context.close();
  });

  test('nothing is asked of any other place before a download, and nothing but the hub then', async () => {
    const { context, page } = await fresh();
    const asked = new Set<string>();
    context.on('request', (request) => asked.add(new URL(request.url()).origin));
    await page.reload();
    await page.waitForFunction(() => 'page' in window);
    await page.evaluate(async () => {
      await window.page.library.list();
      await window.page.library.room();
    });
    expect([...asked]).toEqual([new URL(site().address).origin]);
    expect(await download(page, repo, { hub: 'https://example.org' })).toMatchObject({
      ok: false,
      fault: 'bad-address',
    });
    expect([...asked]).toEqual([new URL(site().address).origin]);
    await download(page);
    expect(asked).toEqual(new Set([new URL(site().address).origin, hub().address]));
    const blocked = await page.evaluate(() => fetch('https://example.org/').then(String, String));
    expect(blocked).toMatch(/TypeError/);
    await context.close();
  });
});
