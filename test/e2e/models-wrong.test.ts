import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graph, modelsStand, pressDownload, row, title } from './models-stand.ts';
import type { Visit } from './visit.ts';

const { hub, openModels } = modelsStand();

describe('when something goes wrong', () => {
  let opened: Visit;
  beforeAll(async () => void (opened = await openModels()));
  afterAll(() => opened.context.close());

  test('a file that the hub does not have, then one that came damaged: each is said, and nothing is left that looks like a model', async () => {
    const { page } = opened;
    hub().mischief('config.json', { kind: 'status', status: 404 });
    await pressDownload(page);
    await page
      .getByRole('alert')
      .getByText(/The hub has no config\.json/)
      .waitFor();
    hub().mischief('config.json', null);
    hub().mischief(graph, { kind: 'corrupt' });
    await page.getByRole('button', { name: 'Download SmolLM2 135M Instruct' }).click();
    await page
      .getByRole('alert')
      .getByText(/is not the file that it should be/)
      .waitFor();
    expect(await page.getByRole('link', { name: `Run ${title}` }).count()).toBe(0);
    hub().mischief(graph, null);
  });

  test('a download that is cancelled is asked about, and leaves nothing behind', async () => {
    const { page } = opened;
    hub().mischief(graph, { kind: 'slow', bytesPerSecond: 200_000 });
    await row(page)
      .getByRole('button', { name: /^Resume/ })
      .click();
    await page.getByText(/Downloading: .* left/).waitFor();
    await row(page).getByRole('button', { name: 'Cancel' }).click();
    await row(page)
      .getByText(/^Delete what has come of it/)
      .waitFor();
    await row(page).getByRole('button', { name: 'Delete', exact: true }).click();
    await row(page).waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main');
    hub().mischief(graph, null);
  });

  test('a folder with no model, and a zip that is none', async () => {
    const { page } = opened;
    const zip = page.waitForEvent('filechooser');
    await page.getByText('Choose a zip').click();
    await (await zip).setFiles({ name: 'holiday.zip', mimeType: 'application/zip', buffer: Buffer.from('a picture') });
    await page
      .getByRole('alert')
      .getByText(/zip file could not be used/)
      .waitFor();
    const folder = page.waitForEvent('filechooser');
    await page.getByText('Choose a folder').click();
    await (await folder).setFiles(join(import.meta.dirname, '../reference'));
    await page
      .getByRole('alert')
      .getByText(/no model here that can run/)
      .waitFor();
  });

  test('a zip dropped anywhere on the page is taken as if it were chosen', async () => {
    const { page } = opened;
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).last().click();
    await page.evaluate(() => {
      const dropped = new DataTransfer();
      dropped.items.add(new File(['no zip'], 'dropped.zip'));
      document.querySelector('h1')?.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: dropped }));
    });
    await page.getByText(/zip file could not be used/).waitFor();
  });

  test('offline: says so, and what is built in stays', async () => {
    await opened.context.setOffline(true);
    await opened.page.getByText(/You are offline/).waitFor();
    expect(await opened.page.getByRole('link', { name: 'Run Candid' }).isVisible()).toBe(true);
    await opened.context.setOffline(false);
  });

  test('an address that this page may not talk with is refused, and the one before stays', async () => {
    const { page } = opened;
    await page.getByLabel('Where models are downloaded from').fill('https://models.example');
    await page.getByRole('button', { name: 'Use', exact: true }).click();
    await page.getByText(/may not talk with https:\/\/models\.example/).waitFor();
  });
});
