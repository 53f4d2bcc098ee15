import type { Browser, BrowserContext, Page } from 'playwright-core';

/** A first-time visitor's page, with everything that should never happen written down. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Console errors and warnings, uncaught exceptions, and requests to any other origin. Should stay empty. */
  readonly complaints: string[];
}

/** Opens the app in an empty profile. */
export async function visit(browser: Browser, site: string, path = ''): Promise<Visit> {
  const context = await browser.newContext({ acceptDownloads: true, viewport: { width: 1280, height: 900 } });
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  context.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    const isOwn = origin === new URL(site).origin || protocol === 'blob:';
    if (!isOwn) complaints.push(`request to ${request.url()}`);
  });
  await page.goto(`${site}${path}`);
  return { context, page, complaints };
}

/** Chooses the options on the start screen and presses Run. */
export async function begin(
  page: Page,
  choice: { limit?: number; device?: 'auto' | 'wasm' | 'webgpu' },
): Promise<void> {
  await page.getByText('Options', { exact: true }).click();
  if (choice.device) await page.getByLabel('Runs on').selectOption(choice.device);
  if (choice.limit !== undefined) await page.getByLabel('Items per suite').fill(String(choice.limit));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}

/** Waits until the run has ended, and opens its report. */
export async function readReport(page: Page): Promise<void> {
  const report = page.getByRole('heading', { level: 1, name: /favours/ });
  const link = page.getByRole('link', { name: 'Read the report' });
  await report.or(link).waitFor({ timeout: 120_000 });
  if (await link.isVisible()) await link.click();
  await report.waitFor();
  await wholeReport(page);
}

/** Waits until a report has all its numbers and charts. */
export async function wholeReport(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: /favours/ }).waitFor();
  await page.waitForFunction(() => document.querySelector('main [aria-busy=true]') === null);
}
