import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../../bin/chromium.ts';
import { preambles } from '../../src/suites/preambles.ts';
import { translatedPreambles } from '../../src/suites/preambles-translated.ts';
import { violations } from './violations.ts';
import { visit, wholeReport, type Visit } from './visit.ts';

const site = inject('site');
let browser: Browser;
let opened: Visit;

beforeAll(async () => {
  browser = await launchChromium('own', site);
  opened = await visit(browser, site);
}, 60_000);
afterAll(() => browser.close());

describe('what is said before the questions', () => {
  test('each preamble in turn: one run each, compared when all have finished', async () => {
    const { page, complaints } = opened;
    await page.getByText('Options', { exact: true }).click();
    for (const suite of ['Moral direction', 'Social intelligence'])
      await page.getByRole('checkbox', { name: new RegExp(`^${suite}\\b(?! \\()`) }).uncheck();
    await page.getByLabel('Items per suite').fill('12');
    await page.getByLabel('Runs on').selectOption('wasm');
    await page
      .getByLabel('Said before the questions')
      .selectOption({ label: `Each of the ${preambles.length} in turn, one run each` });
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/^Run \d of 8: /).waitFor();
    const compare = page.getByRole('link', { name: `Compare the ${preambles.length} that have finished` });
    await compare.waitFor({ timeout: 180_000 });
    expect(await violations(page)).toEqual([]);
    await compare.click();
    await page.getByRole('heading', { level: 2, name: 'What differs' }).waitFor();
    const words = await page.locator('main').innerText();
    for (const { title } of preambles) expect(words).toContain(title);
    expect(complaints).toEqual([]);
  }, 240_000);

  test('one’s own words: the model is shown them, and the report says so', async () => {
    const { page, complaints } = opened;
    await page.goto(`${site}#/`);
    await page.getByText('Options', { exact: true }).click();
    await page.getByLabel('Said before the questions').selectOption({ label: 'My own words' });
    await page.getByText('Write what is to be said before the questions.').waitFor();
    await page.getByLabel('The words of the system turn').fill('Hold to what is so.');
    for (const suite of ['Moral direction', 'Social intelligence'])
      await page.getByRole('checkbox', { name: new RegExp(`^${suite}\\b(?! \\()`) }).uncheck();
    await page.getByLabel('Items per suite').fill('3');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('link', { name: 'Read the report' }).click();
    await wholeReport(page);
    await page.getByText('What exactly was run').click();
    await page.getByText('Own words: “Hold to what is so.”').waitFor();
    expect(complaints).toEqual([]);
  }, 120_000);

  test('in the language of a chosen suite: offered with it, said in the run, and not without it', async () => {
    const { page, complaints } = opened;
    await page.goto(`${site}#/`);
    await page.reload();
    await page.getByText('Options', { exact: true }).click();
    const said = page.getByLabel('Said before the questions');
    expect(await said.locator('optgroup').count()).toBe(0);
    await page.getByText('More suites').click();
    await page.getByRole('checkbox', { name: /^Moral direction \(Deutsch\)/ }).check();
    await said.locator('optgroup[label=German]').waitFor({ state: 'attached' });
    expect(await said.locator('optgroup').evaluateAll((all) => all.map((one) => one.getAttribute('label')))).toEqual([
      'English',
      'German',
    ]);
    await said.selectOption({ label: 'Critical, in German' });
    await page.getByText('A chosen suite is not in German: it hears these words in another language.').waitFor();
    for (const name of [/^Moral direction(?! \()/, /^Sycophancy/, /^Social intelligence/])
      await page.getByRole('checkbox', { name }).uncheck();
    await page.getByText('not read by a second native reader').waitFor();
    expect(await page.getByText('A chosen suite is not in German').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Items per suite').fill('3');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('link', { name: 'Read the report' }).click();
    await wholeReport(page);
    await page.getByText('What exactly was run').click();
    const german = translatedPreambles.find(({ language }) => language === 'de')?.preambles;
    const critical = german?.find(({ id }) => id === 'critical-de');
    await page.getByText(`${critical?.title}: “${critical?.text}”`).waitFor();
    expect(complaints).toEqual([]);
  }, 120_000);
});
