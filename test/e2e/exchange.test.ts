import { strFromU8, unzipSync } from 'fflate';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../../bin/chromium.ts';
import { begin, readReport, visit, type Visit } from './visit.ts';

const site = inject('site');
const folder = mkdtempSync(join(tmpdir(), 'touchstone-exchange-'));
let browser: Browser;
let first: Visit;
/** Where each saved file lies, by its title in the list. */
const saved = new Map<string, string>();

const titles = [
  ['Run file', 'json'],
  ['Report as one page', 'html'],
  ['Trials as a table (CSV)', 'csv'],
  ['Report as Markdown', 'md'],
  ['lm-evaluation-harness results', 'zip'],
  ['Inspect logs (.eval)', 'zip'],
  ['Inspect logs (JSON)', 'zip'],
  ['Every Eval Ever 0.3.0', 'zip'],
  ['The items as lm-evaluation-harness tasks', 'zip'],
  ['The items as Inspect tasks', 'zip'],
] as const;

const estimates = (visited: Visit) => visited.page.locator('main table').first().innerText();

beforeAll(async () => {
  browser = await launchChromium('own', site);
  first = await visit(browser, site);
  await begin(first.page, { limit: 6, device: 'wasm' });
  await readReport(first.page);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await browser.close();
});

describe('a report', () => {
  test('is saved in every form that is offered', async () => {
    await first.page.getByText('All files', { exact: true }).click();
    for (const [title, ending] of titles) {
      const downloading = first.page.waitForEvent('download');
      await first.page
        .getByRole('button', { name: `Save : ${title}` })
        .or(first.page.getByRole('button', { name: `Save: ${title}` }))
        .first()
        .click();
      const download = await downloading;
      const path = join(folder, `${saved.size}.${ending}`);
      await download.saveAs(path);
      expect(readFileSync(path).length).toBeGreaterThan(200);
      saved.set(title, path);
    }
    expect(first.complaints).toEqual([]);
  });

  test('as one page: opens from the disk without a network, a script or a complaint', async () => {
    const context = await browser.newContext({ offline: true, javaScriptEnabled: true });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => request.url().startsWith('file:') || complaints.push(request.url()));
    await page.goto(pathToFileURL(saved.get('Report as one page') ?? '').href);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/favours/);
    expect(await page.locator('svg').count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test.each(['Run file', 'Report as one page'])(
    'as %s: comes back into an empty browser and agrees with itself',
    async (title) => {
      const other = await visit(browser, site, '#/history');
      await other.page
        .locator('input[type=file]')
        .first()
        .setInputFiles(saved.get(title) ?? '');
      await other.page.getByText('It agrees with itself.').waitFor();
      await other.page.getByRole('link', { name: 'Read the report' }).click();
      await readReport(other.page);
      expect(await estimates(other)).toBe(await estimates(first));
      expect(other.complaints).toEqual([]);
      await other.context.close();
    },
  );

  test('with one answer changed by hand: is told on import, with the item', async () => {
    const text = readFileSync(saved.get('Run file') ?? '', 'utf8');
    const path = join(folder, 'changed.json');
    const changed = text.replace(/"weighed":\[\{"logprob":-[\d.]+/, '"weighed":[{"logprob":-0.00001');
    expect(changed).not.toBe(text);
    writeFileSync(path, changed);
    const other = await visit(browser, site, '#/history');
    await other.page.locator('input[type=file]').first().setInputFiles(path);
    const alert = other.page.getByRole('alert');
    await alert.getByText('it does not agree with itself').waitFor();
    expect(await alert.innerText()).toMatch(
      /Their hash is not the one in the file[\s\S]*log-probability is not the sum/,
    );
    await other.context.close();
  });
});

test('the verify screen reads everything again, and asks the same model again', async () => {
  const { page, complaints } = first;
  const report = page.url();
  await page.getByRole('link', { name: 'Verify' }).click();
  await page.getByRole('heading', { name: 'It agrees with itself' }).waitFor();
  await page.getByLabel('Items').fill('5');
  await page.getByRole('button', { name: 'Ask again' }).click();
  await page.getByText('The record is what this model answers.').waitFor({ timeout: 60_000 });
  expect(await page.getByText(/All of 5 items came out as recorded/).count()).toBe(1);
  await page.goto(report);
  expect(complaints).toEqual([]);
});

test('checking can be given up, and begun again', async () => {
  const { page, complaints } = first;
  const report = page.url();
  // The first check never reaches its worker, however fast the machine is.
  await page.evaluate(() => {
    const { prototype } = Worker;
    const send = prototype.postMessage;
    prototype.postMessage = function (message: { kind?: string }) {
      if (message.kind === 'check') prototype.postMessage = send;
      else send.call(this, message);
    };
  });
  await page.getByRole('link', { name: 'Verify' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Checking was given up').waitFor();
  await page.getByRole('button', { name: 'Check again' }).click();
  await page.getByRole('heading', { name: 'It agrees with itself' }).waitFor();
  await page.goto(report);
  expect(complaints).toEqual([]);
});

test('samples of lm-evaluation-harness come back as a run, with the same picks', async () => {
  const files = unzipSync(readFileSync(saved.get('lm-evaluation-harness results') ?? ''));
  const paths = Object.entries(files).map(([path, bytes], place) => {
    const name = join(folder, `${place}-${path.split('/').at(-1)}`);
    writeFileSync(name, strFromU8(bytes));
    return name;
  });
  const other = await visit(browser, site, '#/history');
  await other.page.locator('input[type=file]').first().setInputFiles(paths);
  await other.page.getByText(/The run of candid is imported/).waitFor();
  await other.page.getByRole('link', { name: 'Read the report' }).click();
  await readReport(other.page);
  // Where the run comes from is folded away.
  expect(await other.page.locator('main').textContent()).toContain('lm-evaluation-harness');
  expect(other.complaints).toEqual([]);
  await other.context.close();
});

test('all runs are backed up, and restored in an empty browser', async () => {
  await first.page.goto(`${site}#/history`);
  await first.page.locator('a[href^="#/run/"]').first().waitFor();
  const count = await first.page.locator('h2 a[href^="#/run/"]').count();
  const downloading = first.page.waitForEvent('download');
  await first.page.getByRole('button', { name: 'Back up all runs' }).click();
  const path = join(folder, 'backup.zip');
  await (await downloading).saveAs(path);
  const other = await visit(browser, site, '#/history');
  await other.page.locator('input[type=file]').first().setInputFiles(path);
  await other.page.getByText(`${count} ${count === 1 ? 'run is' : 'runs are'} restored.`).waitFor();
  await expect.poll(() => other.page.locator('h2 a[href^="#/run/"]').count()).toBe(count);
  await other.page.locator('input[type=file]').first().setInputFiles(path);
  await other.page.getByText(/0 runs are restored, and \d+ (was|were) already here/).waitFor();
  expect(other.complaints).toEqual([]);
  await other.context.close();
});

test.each([
  ['a zip that is none of ours', 'zip', Buffer.from('PK\u0003\u0004 and then nothing'), /not a whole zip file/],
  ['a page that is no report', 'html', Buffer.from('<!doctype html><p>Hello'), /carries no run/],
  ['a picture', 'json', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), /not UTF-8|not JSON|no text file/],
])('%s: is refused with a sentence, and nothing is kept', async (_, ending, buffer, sentence) => {
  const other = await visit(browser, site, '#/history');
  const file = { name: `stray.${ending}`, mimeType: 'application/octet-stream', buffer };
  await other.page.locator('input[type=file]').first().setInputFiles(file);
  const alert = other.page.getByRole('alert');
  await alert.waitFor();
  expect(await alert.innerText()).toMatch(sentence);
  expect(await other.page.locator('a[href^="#/run/"]').count()).toBe(0);
  expect(other.complaints).toEqual([]);
  await other.context.close();
});
