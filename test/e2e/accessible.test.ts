import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../../bin/chromium.ts';
import { violations } from './violations.ts';
import { begin, readReport, visit, type Visit } from './visit.ts';

const site = inject('site');
let browser: Browser;
let opened: Visit;
let run: string;
let item: string;

beforeAll(async () => {
  browser = await launchChromium('own', site);
  opened = await visit(browser, site);
  await begin(opened.page, { limit: 12, device: 'wasm' });
  await readReport(opened.page);
  run = new URL(opened.page.url()).hash;
  item = (await opened.page.locator('a[href*="/item/"]').first().getAttribute('href')) ?? '';
});
afterAll(() => browser.close());

describe.each(['light', 'dark'] as const)(
  'every screen in %s keeps WCAG 2.2 AA as far as axe-core can tell',
  (colorScheme) => {
    test.each([
      ['start', () => '#/'],
      ['report', () => run],
      ['item', () => item],
      ['history', () => '#/history'],
      ['methods', () => '#/methods'],
    ])('%s', async (_, hash) => {
      await opened.page.emulateMedia({ colorScheme });
      await opened.page.goto(`${site}${hash()}`);
      await opened.page.getByRole('heading', { level: 1 }).waitFor();
      await opened.page.waitForTimeout(400);
      expect(await violations(opened.page)).toEqual([]);
    });
  },
);

test.each(['light', 'dark'] as const)('a run under way and its end in %s keep WCAG 2.2 AA', async (colorScheme) => {
  const { page } = opened;
  await page.emulateMedia({ colorScheme });
  await page.goto(`${site}#/`);
  await page.reload();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText(/^[1-9]\d* of \d+$/).waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: 'Start a new run' }).waitFor();
  expect(await violations(page)).toEqual([]);
});

test.each([
  ['start', () => '#/'],
  ['report', () => run],
  ['item', () => item],
  ['history', () => '#/history'],
  ['methods', () => '#/methods'],
])('on a phone, the %s screen has nothing to scroll sideways', async (_, hash) => {
  await opened.page.setViewportSize({ width: 390, height: 844 });
  await opened.page.goto(`${site}${hash()}`);
  await opened.page.getByRole('heading', { level: 1 }).waitFor();
  const [wide, view] = await opened.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(wide).toBeLessThanOrEqual(view ?? 0);
});
