import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../../bin/chromium.ts';
import { begin, readReport, visit, wholeReport, type Visit } from './visit.ts';

const site = inject('site');
let browser: Browser;
beforeAll(async () => void (browser = await launchChromium('own', site)));
afterAll(() => browser.close());

/** What a report says of each suite, as a person reads it; the list of items below keeps its filter. */
async function findings({ page }: Visit): Promise<string[]> {
  await wholeReport(page);
  return await page
    .locator('main section')
    .filter({ has: page.getByRole('heading', { level: 2 }) })
    .filter({ hasNot: page.getByRole('heading', { name: 'Every item' }) })
    .allInnerTexts();
}

describe('a first visit', () => {
  let first: Visit;
  let path: string;
  beforeAll(async () => void (first = await visit(browser, site)));
  afterAll(() => first.context.close());

  test('presses Run and reads the three evaluations with their intervals', async () => {
    await begin(first.page, { limit: 24, device: 'wasm' });
    await readReport(first.page);
    const text = (await findings(first)).join('\n');
    for (const title of ['Moral direction', 'ycophancy', 'ocial intelligence']) expect(text).toContain(title);
    expect(text).toMatch(/95% interval/);
  });

  test('opens an item and sees the exact prompt and the probabilities of both orders', async () => {
    await first.page.getByRole('combobox', { name: 'Suite' }).selectOption({ label: 'Sycophancy (Beacon-style)' });
    await first.page.locator('a[href*="/item/sycophancy/"]').first().click();
    // The report has a heading of the first level too: this one only an item has.
    await first.page.getByRole('heading', { name: 'Exactly what the model saw' }).waitFor();
    const text = await first.page.locator('main').innerText();
    expect(text).toContain('<|user|>');
    expect(text).toContain('Someone writes:');
    expect(text).toMatch(/Answer with one letter\./);
    expect(text.match(/%/g)?.length ?? 0).toBeGreaterThanOrEqual(4);
  });

  test('reloads the page and finds everything still there', async () => {
    // The place in the list is counted anew: a filter is not kept over a reload, the run is.
    const shown = async () =>
      (await first.page.locator('main').innerText()).replace(/item [\d,]+ of [\d,]+( as filtered)?/, '');
    const before = await shown();
    await first.page.reload();
    await first.page.getByRole('heading', { level: 1 }).waitFor();
    await expect.poll(shown).toBe(before);
  });

  test('finds the run in the history, saves it as a file, and imports it into an empty browser with the same report', async () => {
    await first.page.goto(`${site}#/history`);
    await first.page.locator('a[href^="#/run/"]').first().click();
    await first.page.getByRole('heading', { level: 1, name: /favours/ }).waitFor();
    const report = await findings(first);
    const downloading = first.page.waitForEvent('download');
    await first.page.getByRole('button', { name: 'Save run (JSON)' }).click();
    path = await (await downloading).path();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ format: 'touchstone/run', version: 2 });

    const other = await visit(browser, site, '#/history');
    await other.page.locator('input[type=file]').first().setInputFiles(path);
    await other.page.locator('a[href^="#/run/"]').first().click();
    await other.page.getByRole('heading', { level: 1, name: /favours/ }).waitFor();
    expect(await findings(other)).toEqual(report);
    expect(other.complaints).toEqual([]);
    await other.context.close();
  });

  test('a saved file that was changed by hand is told on import', async () => {
    const file = JSON.parse(readFileSync(path, 'utf8')) as { report: { estimates: { value: number }[] } };
    const [headline] = file.report.estimates;
    if (!headline) throw new Error('an estimate was wanted');
    headline.value = 0.123;
    const other = await visit(browser, site, '#/history');
    await other.page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'changed.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) });
    await other.page.getByText('it does not agree with itself').waitFor();
    await other.context.close();
  });

  test('saves the trials as CSV with a row for each', async () => {
    const downloading = first.page.waitForEvent('download');
    await first.page.getByRole('button', { name: 'Save trials (CSV)' }).click();
    const text = readFileSync(await (await downloading).path(), 'utf8');
    expect(text.split('\r\n')[0]).toContain('item');
  });

  test('met no console error, no exception and no request to another origin', () => {
    expect(first.complaints).toEqual([]);
  });
});

describe('a run that is broken off', () => {
  test('by Cancel, keeps what was answered and is taken up to the end', async () => {
    const { page, context, complaints } = await visit(browser, site);
    await begin(page, { limit: 60, device: 'wasm' });
    await page.getByText(/^[1-9]\d* of \d+$/).waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Take up again' }).click({ timeout: 20_000 });
    await readReport(page);
    await expect.poll(() => page.locator('main header').innerText()).toMatch(/244 items answered/);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('by a reload in the middle, is offered on the start screen and taken up to the end', async () => {
    const { page, context, complaints } = await visit(browser, site);
    await begin(page, { limit: 60, device: 'wasm' });
    await page.getByText(/^(1[3-9]|[2-9]\d) of \d+$/).waitFor({ timeout: 60_000 });
    await page.goto(`${site}?again#/`);
    await page.getByRole('button', { name: /Take up again/ }).click();
    await readReport(page);
    await expect.poll(() => page.locator('main header').innerText()).toMatch(/244 items answered/);
    expect(complaints).toEqual([]);
    await context.close();
  });
});

test('a deleted run asks first, and comes back on Undo', async () => {
  const { page, context } = await visit(browser, site);
  await begin(page, { limit: 2, device: 'wasm' });
  await readReport(page);
  await page.goto(`${site}#/history`);
  const row = page.locator('a[href^="#/run/"]');
  await row.first().waitFor();
  await page
    .getByRole('button', { name: /^Delete/ })
    .first()
    .click();
  await page
    .getByRole('button', { name: /^Delete/ })
    .last()
    .click();
  await expect.poll(() => row.count()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => row.count()).toBeGreaterThan(0);
  await context.close();
});
