import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { root } from '../../bin/build.ts';
import { launchChromium } from '../../bin/chromium.ts';
import type { HubEntry, HubFile } from '../../src/domain/library.ts';
import { folderAsRepo, startHub, type RepoFiles, type StandInHub } from './hub.ts';
import { servePage } from './library-page.ts';

/** The path of either's weights. */
export const graph = 'onnx/model.onnx';
/** The repository of the coin model. */
export const repo = 'touchstone/coin';
/** The same, large enough for something to happen on the way. */
export const large = 'touchstone/large';

/** A SHA-256 in hex; of nothing where there is nothing. */
export const sha256 = (bytes: Buffer | undefined) =>
  createHash('sha256')
    .update(bytes ?? '')
    .digest('hex');

/** The same model, its graph longer by a field that readers skip: large enough for something to happen on the way. */
function grown(files: RepoFiles, bytes: number): RepoFiles {
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
  const field = Buffer.concat([Buffer.from([...varint(1000 * 8 + 2), ...varint(bytes)]), Buffer.alloc(bytes, 'noise')]);
  return new Map([...files, [graph, Buffer.concat([files.get(graph) ?? Buffer.alloc(0), field])]]);
}

/** A browser, a page with nothing on it but the library, and a hub of two models that is good again after each test; for the tests of one file. */
export function libraryStand() {
  let browser: Browser;
  let site: Awaited<ReturnType<typeof servePage>>;
  let hub: StandInHub;
  let repos: Readonly<Record<string, RepoFiles>>;
  beforeAll(async () => {
    const coin = folderAsRepo(join(root, 'models/reference/coin'));
    repos = { [repo]: coin, [large]: grown(coin, 25_000_000) };
    hub = await startHub(repos);
    site = await servePage('library-page');
    browser = await launchChromium('own', site.address);
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
    await hub.close();
  });
  afterEach(() => {
    for (const path of filesIn(repo).keys()) hub.mischief(path, null);
    hub.listing(true);
  });

  const filesIn = (name: string): RepoFiles => repos[name] ?? new Map();
  const whole = (name = large) => [...filesIn(name).values()].reduce((sum, { length }) => sum + length, 0);
  const filesOf = (name: string): HubFile[] =>
    [...filesIn(name)].map(([path, { length }]) => ({ path, bytes: length, sha256: null, verified: false }));
  const entry = (name: string): HubEntry => ({
    id: 'coin',
    title: 'Coin',
    hub: hub.address,
    repo: name,
    revision: 'main',
    licence: { name: 'Apache-2.0', address: '' },
  });
  const hashesOf = (name: string) =>
    Object.fromEntries([...filesIn(name)].map(([path, bytes]) => [path, sha256(bytes)]));

  async function opened(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    await page.goto(site.address);
    await page.waitForFunction(() => 'page' in window);
    return page;
  }
  async function fresh(): Promise<{ context: BrowserContext; page: Page }> {
    const context = await browser.newContext();
    return { context, page: await opened(context) };
  }
  const download = (page: Page, name = repo, change: Partial<HubEntry> = {}) =>
    page.evaluate(([one, list]) => window.page.download(one, list), [
      { ...entry(name), ...change },
      filesOf(name),
    ] as const);
  const usage = (page: Page) =>
    page.evaluate(async () => {
      const room = await window.page.library.room();
      return room.ok ? room.value.usage : NaN;
    });
  /** Waits until so many bytes have come. */
  const come = (page: Page, bytes: number) =>
    page.waitForFunction((wanted) => (window.page.told.at(-1)?.bytesDone ?? 0) >= wanted, bytes);

  return {
    browser: () => browser,
    site: () => site,
    hub: () => hub,
    ...{ filesIn, whole, hashesOf, opened, fresh, download, usage, come },
  };
}
