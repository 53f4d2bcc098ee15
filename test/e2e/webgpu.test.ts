import { expect, inject, test } from 'vitest';
import { launchChromium } from '../../bin/chromium.ts';
import { begin, readReport, visit } from './visit.ts';

const site = inject('site');

test('on WebGPU (the software adapter), a run passes the self-test and ends in a report', async () => {
  const browser = await launchChromium('software', site);
  const { page, complaints } = await visit(browser, site);
  // Seconds an item on this adapter: one suite, few items.
  await page.getByRole('checkbox', { name: /^Moral direction/ }).uncheck();
  await page.getByRole('checkbox', { name: /^Social intelligence/ }).uncheck();
  await begin(page, { limit: 2, device: 'webgpu' });
  await readReport(page);
  expect(await page.locator('main header').innerText()).toContain('graphics processor');
  expect(complaints.filter((one) => !one.startsWith('warning'))).toEqual([]);
  await browser.close();
});

test('where WebGPU is asked for and missing, says so and what to do', async () => {
  const browser = await launchChromium('own', site);
  const { page } = await visit(browser, site);
  if (await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()))) {
    await browser.close();
    return;
  }
  await begin(page, { limit: 2, device: 'webgpu' });
  await page.getByRole('alert').waitFor({ timeout: 30_000 });
  expect(await page.getByRole('alert').innerText()).toMatch(/graphics processor|WebGPU/i);
  await browser.close();
});
