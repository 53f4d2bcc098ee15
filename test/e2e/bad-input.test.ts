import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { root } from '../../bin/build.ts';
import { launchChromium } from '../../bin/chromium.ts';
import { begin, readReport, visit } from './visit.ts';

const site = inject('site');
const folder = mkdtempSync(join(tmpdir(), 'touchstone-bad-input-'));
let browser: Browser;
beforeAll(async () => void (browser = await launchChromium('own', site)));
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await browser.close();
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const pairs = JSON.parse(readFileSync(join(root, 'src/suites/sycophancy/suite.json'), 'utf8')) as {
  items: { options: unknown }[];
};
const brackets = write('brackets.json', '['.repeat(100 * 2 ** 20));

describe('a bad suite file is refused on the start screen with its place', () => {
  test.each([
    ['not JSON', write('a.json', 'hello'), /line 1/],
    ['an unknown version', write('b.json', '{"format":"touchstone/suite","formatVersion":7}'), /newer Touchstone/],
    [
      'a wrong type',
      write(
        'c.json',
        JSON.stringify({ ...pairs, items: pairs.items.map((item, i) => (i === 3 ? { ...item, options: 'A' } : item)) }),
      ),
      /items\[3\]\.options/,
    ],
    ['100 MB of brackets', brackets, /deep|large|MB|MiB/],
  ])('%s', async (_, file, words) => {
    const { page, context, complaints } = await visit(browser, site);
    await page.locator('input[type=file][accept*=json]').first().setInputFiles(file);
    const alert = page.getByRole('alert');
    await alert.waitFor({ timeout: 30_000 });
    expect(await alert.innerText()).toMatch(words);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

describe('a bad run file is refused in the history, and nothing is stored', () => {
  test.each([
    ['not JSON', write('d.json', '{"format":"touchstone/run",'), /line 1/],
    ['an unknown version', write('e.json', '{"format":"touchstone/run","version":7}'), /newer/],
    ['the wrong kind of file', write('f.json', JSON.stringify(pairs)), /not a (Touchstone )?run/i],
    ['100 MB of brackets', brackets, /deep|large|MB|MiB/],
  ])('%s', async (_, file, words) => {
    const { page, context, complaints } = await visit(browser, site, '#/history');
    await page.locator('input[type=file]').first().setInputFiles(file);
    const alert = page.getByRole('alert');
    await alert.waitFor({ timeout: 60_000 });
    expect(await alert.innerText()).toMatch(words);
    expect(await page.locator('a[href^="#/run/"]').count()).toBe(0);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test('markup in the texts of a suite is shown as text and never runs', async () => {
  const bait = '<img src=x onerror="window.bitten=1"><script>window.bitten=1</script>';
  const suite = {
    ...pairs,
    id: 'bait',
    title: bait,
    summary: bait,
    cautions: [bait],
    items: pairs.items.slice(0, 3).map((item) => ({ ...item, context: bait, rationale: bait })),
  };
  const { page, context, complaints } = await visit(browser, site);
  await page
    .locator('input[type=file][accept*=json]')
    .first()
    .setInputFiles(write('bait.json', JSON.stringify(suite)));
  await page.getByText(bait).first().waitFor();
  for (const name of [/^Moral direction/, /^Sycophancy/, /^Social intelligence/])
    await page.getByRole('checkbox', { name }).uncheck();
  await begin(page, { device: 'wasm' });
  await readReport(page);
  expect(await page.getByText(bait).count()).toBeGreaterThan(0);
  await page.locator('a[href*="/item/bait/"]').first().click();
  await page.getByText(bait).first().waitFor();
  expect(await page.evaluate(() => 'bitten' in window)).toBe(false);
  expect(complaints).toEqual([]);
  await context.close();
});
