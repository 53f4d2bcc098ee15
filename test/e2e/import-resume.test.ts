import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, mkdtempSync, openAsBlob, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createCRC32 } from 'hash-wasm';
import { chromium, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { needChromium } from '../../bin/chromium.ts';
import { zipOf } from '../../workers/library/zip/write.ts';
import { folderAsRepo } from './hub.ts';

const site = inject('site');
const graph = 'onnx/model.onnx';
const name = 'half way';
/** Large enough for a person, or a test, to do something on the way. Bytes. */
const noise = 400_000_000;

let place: string;
let folder: string;
let paths: readonly string[];
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'touchstone-import-'));
  folder = join(place, name);
  const files = folderAsRepo(join(import.meta.dirname, '../../models/reference/candid'));
  paths = [...files.keys()].filter((path) => path !== 'README.md');
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), files.get(path) ?? '');
  }
  writeGraph(files.get(graph) ?? Buffer.alloc(0), 1);
});
afterAll(() => rmSync(place, { recursive: true }));

/** The graph and a field that readers skip, no two places of which are alike. */
function writeGraph(start: Buffer, seed: number): void {
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
  const rest = new Uint32Array(noise / 4);
  for (let at = 0, state = seed; at < rest.length; at++) {
    rest[at] = state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  }
  const field = Buffer.from([...varint(1000 * 8 + 2), ...varint(noise)]);
  writeFileSync(join(folder, graph), Buffer.concat([start, field, Buffer.from(rest.buffer)]));
}

/** Node's SHA-256 of the files as they are on the disk. */
async function hashesOnDisk(): Promise<Readonly<Record<string, string>>> {
  const hashes: Record<string, string> = {};
  for (const path of paths) {
    const hash = createHash('sha256');
    for await (const piece of createReadStream(join(folder, path))) hash.update(piece as Buffer);
    hashes[path] = hash.digest('hex');
  }
  return hashes;
}

/** A browser with a profile on the disk, so that it can be ended and begun again. */
async function browserAt(profile: string): Promise<{ readonly context: BrowserContext; readonly page: Page }> {
  const context = await chromium.launchPersistentContext(join(place, profile), {
    executablePath: needChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  // The chooser of folders is a window of the system's own, which no test can press.
  await page.addInitScript(() => delete window.showDirectoryPicker);
  await page.goto(`${site}#/models`);
  await page.getByRole('heading', { name: 'From disk' }).waitFor();
  return { context, page };
}

const row = (page: Page): Locator => page.getByRole('article', { name });
const partial = (page: Page): Locator => row(page).getByText(/is here; choose the (folder|zip) again to go on/);
const begun = (page: Page): Locator => row(page).getByText(/^Copying in: \d/);

async function choose(page: Page, button: string, path: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.locator('label', { hasText: button }).click();
  await (await chooser).setFiles(path);
}

/** The first of two sizes, as in `900 kB of 405 MB`; NaN where there are none. */
function megabytesIn(text: string): number {
  const [, value, unit] = /([\d.]+) (kB|MB) of/.exec(text) ?? [];
  return Number(value) / (unit === 'kB' ? 1000 : 1);
}
/** How far it is by these words, in MB, once it is past `least`. */
async function come(words: Locator, least: number): Promise<number> {
  let reached = NaN;
  const read = async () => (reached = megabytesIn((await words.textContent()) ?? ''));
  await expect.poll(read, { timeout: 60_000, interval: 20 }).toBeGreaterThan(least);
  return reached;
}

/** Writes down from now on every progress that the row shows. */
async function watchProgress(page: Page): Promise<() => Promise<readonly number[]>> {
  await page.evaluate((title) => {
    const shown: string[] = [];
    Object.assign(window, { shown });
    new MutationObserver(() => {
      const text = document.querySelector(`article[aria-label="${title}"] .job`)?.textContent ?? '';
      if (/Copying in: [\d.]/.test(text) && shown.at(-1) !== text) shown.push(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  }, name);
  return async () =>
    (await page.evaluate(() => (window as unknown as { shown: string[] }).shown)).map((text) => megabytesIn(text));
}

/** Has every file read and hashed again, and gives the hashes that are written down. */
async function hashesKept(page: Page): Promise<Readonly<Record<string, string>>> {
  await row(page)
    .locator('details')
    .evaluate((element) => element.setAttribute('open', ''));
  await row(page).getByRole('button', { name: 'Check every file' }).click();
  await page.getByText(`${name}: every file is as it was when it came.`).waitFor({ timeout: 60_000 });
  const cells = await row(page)
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((one) => {
        const [file, , hash] = [...one.querySelectorAll('td')];
        return [file?.textContent ?? '', hash?.title ?? ''];
      }),
    );
  return Object.fromEntries(cells) as Record<string, string>;
}

async function remove(page: Page): Promise<void> {
  await row(page)
    .getByRole('button', { name: `Delete ${name}` })
    .click();
  await row(page).getByRole('button', { name: 'Delete', exact: true }).click();
  await row(page).waitFor({ state: 'detached' });
}

describe('an import that is broken off', () => {
  test('the browser is ended half way: the folder chosen again goes on from there, and is kept as it is', async () => {
    const first = await browserAt('ended');
    await choose(first.page, 'Choose a folder', folder);
    const reached = await come(begun(first.page), 100);
    await first.context.close();

    const { context, page } = await browserAt('ended');
    // What had come half a second before the end at the latest; the row is right once what is here has been measured.
    const here = await come(partial(page), 20);
    expect(await partial(page).textContent()).toMatch(
      /MB of 405 MB is here; choose the folder again to go on.*from the folder “half way”/,
    );
    await page.getByText(/of it for models that are not here whole/).waitFor();
    const shown = await watchProgress(page);
    await choose(page, 'Choose the folder again', folder);
    await row(page).getByRole('link', { name: /^Run/ }).waitFor({ timeout: 60_000 });
    const progress = await shown();
    process.stdout.write(
      `${JSON.stringify({ figure: 'an import taken up', reached, here, first: progress[0], of: 405 })}\n`,
    );
    expect(Math.min(...progress)).toBeGreaterThan(20);
    expect(Math.abs((progress[0] ?? 0) - here)).toBeLessThan(Math.max(60, here / 2));
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(await hashesKept(page)).toEqual(await hashesOnDisk());
    await remove(page);
    await context.close();
  });

  test('paused, and a file changed meanwhile: that one is copied anew, and nothing of the old one is kept', async () => {
    const { context, page } = await browserAt('changed');
    await choose(page, 'Choose a folder', folder);
    await come(begun(page), 100);
    await row(page).getByRole('button', { name: 'Pause' }).click();
    await partial(page).waitFor();
    const candid = folderAsRepo(join(import.meta.dirname, '../../models/reference/candid'));
    writeGraph(candid.get(graph) ?? Buffer.alloc(0), 2);
    utimesSync(join(folder, graph), new Date(), new Date(Date.now() + 60_000));
    const shown = await watchProgress(page);
    await choose(page, 'Choose the folder again', folder);
    await row(page).getByRole('link', { name: /^Run/ }).waitFor({ timeout: 60_000 });
    expect((await shown())[0]).toBeLessThan(60);
    expect(await hashesKept(page)).toEqual(await hashesOnDisk());
    await remove(page);
    await context.close();
  });

  test('a zip, its page closed half way: goes on; and what is left of one that is not gone on with can be deleted', async () => {
    const zip = join(place, `${name}.zip`);
    const packed = paths.map(async (path) => {
      const crc = await createCRC32();
      for await (const piece of createReadStream(join(folder, path))) crc.update(piece as Buffer);
      const data = await openAsBlob(join(folder, path));
      return { path: `${name}/${path}`, data, crc32: Number.parseInt(crc.digest(), 16) };
    });
    await writeFile(zip, zipOf(await Promise.all(packed)).stream());
    const { context, page } = await browserAt('zip');
    await choose(page, 'Choose a zip', zip);
    await come(begun(page), 100);
    const other = await context.newPage();
    await page.close();
    await other.addInitScript(() => delete window.showDirectoryPicker);
    await other.goto(`${site}#/models`);
    await partial(other).waitFor();
    const shown = await watchProgress(other);
    await choose(other, 'Choose the zip again', zip);
    await come(begun(other), 20);
    await row(other).getByRole('button', { name: 'Pause' }).click();
    await partial(other).waitFor();
    await choose(other, 'Choose the zip again', zip);
    await row(other).getByRole('link', { name: /^Run/ }).waitFor({ timeout: 60_000 });
    expect(Math.min(...(await shown()))).toBeGreaterThan(20);
    expect(await hashesKept(other)).toEqual(await hashesOnDisk());
    await remove(other);

    await choose(other, 'Choose a zip', zip);
    await come(begun(other), 100);
    await row(other).getByRole('button', { name: 'Pause' }).click();
    await partial(other).waitFor();
    const usage = () => other.evaluate(async () => (await navigator.storage.estimate()).usage ?? NaN);
    const before = await usage();
    await remove(other);
    const left = await other.evaluate(async () => {
      const names: string[] = [];
      const models = await (await navigator.storage.getDirectory()).getDirectoryHandle('touchstone-models');
      for await (const id of models.keys()) names.push(id);
      return names;
    });
    expect(left).toEqual([]);
    expect(before - (await usage())).toBeGreaterThan(95_000_000);
    await context.close();
  });
});
