import { expect, inject, test } from 'vitest';
import { launchChromium } from '../../bin/chromium.ts';
import { begin, readReport, visit } from './visit.ts';

const site = inject('site');

test('after one visit, the page reloads without a network and runs a suite', async () => {
  const browser = await launchChromium('own', site);
  const { page, context, complaints } = await visit(browser, site);
  await page.getByText('This page now works without a network too.').waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await page.reload();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await begin(page, { limit: 4, device: 'wasm' });
  await readReport(page);
  expect(complaints).toEqual([]);
  await browser.close();
});
