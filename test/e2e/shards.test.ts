import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { root } from '../../bin/build.ts';
import { launchChromium } from '../../bin/chromium.ts';
import { violations } from './violations.ts';
import { visit, type Visit } from './visit.ts';

const site = inject('site');
const folder = mkdtempSync(join(tmpdir(), 'touchstone-shards-'));
const path = (name: string) => join(folder, `${name}.json`);
let browser: Browser;

/** Runs the command line as a person would; throws unless it exits 0. */
function evaluate(...line: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(join(root, 'node_modules/.bin/tsx'), [join(root, 'bin/evaluate.ts'), ...line], { cwd: root }, (error) =>
      error ? reject(error) : resolve(),
    );
  });
}

interface File {
  readonly run: { readonly id: string; readonly shard?: unknown };
  readonly planHash: string;
  readonly report: unknown;
  readonly trials: readonly { readonly itemId: string }[];
}

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as File;

beforeAll(async () => {
  const common = ['--suite', 'sycophancy', '--limit', '40', '--seed', '5', '--device', 'wasm'];
  await evaluate(...common, '--repeatable', '--out', path('whole'));
  for (const [shard, name] of [
    ['1/2', 'first'],
    ['2/2', 'second'],
    ['1/2', 'first-again'],
  ] as const)
    await evaluate(...common, '--shard', shard, '--out', path(name));
  browser = await launchChromium('own', site);
}, 600_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await browser.close();
});

/** Chooses files, once those before are taken in. */
async function choose(page: Page, ...names: string[]): Promise<void> {
  await page.getByText('Choose files', { exact: true }).waitFor();
  await page.locator('input[type=file]').first().setInputFiles(names.map(path));
}

const runs = (page: Page) => page.locator('h2 a[href^="#/run/"]').count();

/** Saves the run file of the report that is open, and reads it. */
async function savedFrom({ page }: Visit): Promise<File> {
  await page.getByRole('link', { name: 'Read the report' }).last().click();
  await page.getByText('All files', { exact: true }).click();
  const downloading = page.waitForEvent('download');
  await page
    .getByRole('button', { name: 'Save : Run file' })
    .or(page.getByRole('button', { name: 'Save: Run file' }))
    .first()
    .click();
  const file = join(folder, 'saved.json');
  await (await downloading).saveAs(file);
  return read(file);
}

/** The report, plan and answers of the run that was never shared, to the last bit. */
function expectWhole(saved: File): void {
  const whole = read(path('whole'));
  expect(saved.run.shard).toBeUndefined();
  expect(saved.planHash).toBe(whole.planHash);
  expect(JSON.stringify(saved.report)).toBe(JSON.stringify(whole.report));
  const byItem = ({ trials }: File) => trials.toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1));
  expect(byItem(saved)).toEqual(byItem(whole));
}

describe('parts of a shared run', () => {
  test('chosen together: one run is kept, with the report of the whole one to the last bit', async () => {
    const visited = await visit(browser, site, '#/history');
    await choose(visited.page, 'second', 'first');
    await visited.page.getByText('is put together from 2 parts').waitFor();
    await expect.poll(() => runs(visited.page)).toBe(1);
    expectWhole(await savedFrom(visited));
    expect(visited.complaints).toEqual([]);
    await visited.context.close();
  });

  test('one today and one tomorrow: the page says what is missing, then offers to put them together, and can take it back', async () => {
    const visited = await visit(browser, site, '#/history');
    const { page } = visited;
    await choose(page, 'first');
    await page.getByText(/1 of its 2 parts is here\. Missing: part 2 of 2/).waitFor();
    expect(await page.getByRole('button', { name: /Put the/ }).count()).toBe(0);
    await page.reload();
    await choose(page, 'second');
    await page.getByRole('button', { name: 'Put the 2 parts together' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Put the 2 parts together' }).click();
    await page.getByText('are one run now').first().waitFor();
    await expect.poll(() => runs(page)).toBe(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => runs(page)).toBe(2);
    await page.getByRole('button', { name: 'Put the 2 parts together' }).click();
    await expect.poll(() => runs(page)).toBe(1);
    await page.reload();
    await expect.poll(() => runs(page)).toBe(1);
    await page.locator('h2 a[href^="#/run/"]').waitFor();
    await page.locator('h2 a[href^="#/run/"]').click();
    await page.getByRole('heading', { level: 1, name: /favours/ }).waitFor();
    expect(visited.complaints).toEqual([]);
    await visited.context.close();
  });

  test('put together from what is kept: the report of the whole run, to the last bit', async () => {
    const visited = await visit(browser, site, '#/history');
    await choose(visited.page, 'second');
    await visited.page.getByText('part 2 of 2, is imported').waitFor();
    await choose(visited.page, 'first');
    await visited.page.getByRole('button', { name: 'Put the 2 parts together' }).click();
    await visited.page.getByText('are one run now').first().waitFor();
    expectWhole(await savedFrom(visited));
    expect(visited.complaints).toEqual([]);
    await visited.context.close();
  });

  test('one part twice: the overlap is named, both are kept, and the whole is offered once one is deleted', async () => {
    const visited = await visit(browser, site, '#/history');
    const { page } = visited;
    await choose(page, 'first', 'first-again');
    await page.getByText(/kept as parts: .* answers too: they overlap/).waitFor();
    await choose(page, 'second');
    await page.getByText('part 2 of 2, is imported').waitFor();
    await page.getByText(/Here more than once: part 1 of 2/).waitFor();
    expect(await page.getByRole('button', { name: /Put the/ }).count()).toBe(0);
    const twin = page.locator('article').filter({ hasText: 'part 1 of 2' }).first();
    await twin.getByRole('button', { name: /^Delete the run/ }).click();
    await twin.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('button', { name: 'Put the 2 parts together' }).waitFor();
    expect(visited.complaints).toEqual([]);
    await visited.context.close();
  });
});
