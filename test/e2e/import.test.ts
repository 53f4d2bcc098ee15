import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launchChromium } from '../../bin/chromium.ts';
import { writeRunFile } from '../../src/exports/run-file.ts';
import { sourceOf } from '../../src/exports/source.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { answeredRun } from '../exports/answered-run.ts';
import { violations } from './violations.ts';
import { visit } from './visit.ts';

const site = inject('site');
const folder = mkdtempSync(join(tmpdir(), 'touchstone-import-'));
const path = join(folder, 'long.json');
const trials = 20_000;
let browser: Browser;

beforeAll(async () => {
  const bundle = await answeredRun(trials);
  await pipeline(Readable.from(writeRunFile(sourceOf(bundle, summarize(bundle)))), createWriteStream(path));
  browser = await launchChromium('own', site);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await browser.close();
});

/** How many rows the tables of runs hold, read past the page's own code. */
function rows(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('touchstone');
        opening.onerror = () => reject(new Error('no database'));
        opening.onsuccess = () => {
          const names = ['runs', 'trials', 'outlines', 'suites', 'items', 'annotations'];
          const asked = names.map((name) => opening.result.transaction(name).objectStore(name).count());
          let left = asked.length;
          for (const one of asked)
            one.onsuccess = () => {
              left -= 1;
              if (left > 0) return;
              opening.result.close();
              resolve(asked.reduce((sum, { result }) => sum + result, 0));
            };
        };
      }),
  );
}

async function choose(page: Page): Promise<void> {
  await page.getByText('Choose files', { exact: true }).waitFor();
  await page.locator('input[type=file]').first().setInputFiles(path);
  await page.getByText(/Reading long\.json: [\d.]+ (kB|MB) of [\d.]+ MB/).waitFor();
}

test('a long run file: is told as it comes, can be given up or broken off without a trace, and comes in whole', async () => {
  const { page, context, complaints } = await visit(browser, site, '#/history');

  await choose(page);
  await expect.poll(() => rows(page)).toBeGreaterThan(0);
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('The import was given up').waitFor();
  expect(await rows(page)).toBe(0);
  await page.getByText('No run is kept yet.').waitFor();

  await choose(page);
  await expect.poll(() => rows(page)).toBeGreaterThan(0);
  await page.reload();
  await page.getByText('No run is kept yet.').waitFor();
  await expect.poll(() => rows(page), { timeout: 20_000 }).toBe(0);

  await choose(page);
  // It goes on while another screen is looked at.
  await page.goto(`${site}#/methods`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.goto(`${site}#/history`);
  await page.getByText('It agrees with itself.').waitFor({ timeout: 120_000 });
  await page.getByRole('link', { name: 'Read the report' }).click();
  await page.getByText(`${trials.toLocaleString('en')} items answered`).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
