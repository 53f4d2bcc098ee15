import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Automation } from '../../src/views/automation.ts';
import { folderAsRepo } from './hub.ts';
import { candidFolder, graph, modelsStand, pressDownload, row, smallModel, title, unfold } from './models-stand.ts';
import { violations } from './violations.ts';
import { begin, readReport, type Visit } from './visit.ts';

const { site, hub, openModels } = modelsStand();

describe('a first visit to the models', () => {
  let opened: Visit;
  beforeAll(async () => void (opened = await openModels()));
  afterAll(() => opened.context.close());

  test('asks nothing of any hub before Download is pressed', async () => {
    await opened.page.locator('summary', { hasText: 'SmolLM2 135M Instruct' }).click();
    await opened.page.getByText(/On the processor about/).waitFor();
    expect(hub().requests).toEqual([]);
    expect(opened.complaints).toEqual([]);
    await opened.page.locator('summary', { hasText: 'SmolLM2 135M Instruct' }).click();
  });

  test('says before the download what it takes, whether it will run, and under which licence', async () => {
    const { page } = opened;
    await page.locator('summary', { hasText: 'Llama 3.2 1B' }).click();
    // The browser is asked for its room and its adapter first.
    await page.getByText(/the browser has .* free/).waitFor();
    await page.getByText(/recommended/).waitFor();
    const text = await page.locator('details[open]').innerText();
    expect(text).toMatch(/Takes about 1\.\d\d GB; the browser has .* free/);
    expect(text).toMatch(/Wants about .* of memory/);
    expect(text).toContain('recommended');
    expect(text).toMatch(/Llama 3\.2 Community Licence.*Built with Llama/);
    await expect(page.getByRole('link', { name: 'Llama 3.2 Community Licence' }).getAttribute('href')).resolves.toMatch(
      /^https:/,
    );
  });

  test('bge is shown, and not offered', async () => {
    const { page } = opened;
    await page.locator('summary', { hasText: 'bge-small' }).click();
    await page.getByText(/Not offered: its makers read/).waitFor();
    expect(await page.getByRole('button', { name: 'Download bge-small-en-v1.5' }).count()).toBe(0);
  });

  test('downloads with size, rate and time left, pauses, and goes on after a reload with what had come', async () => {
    const { page } = opened;
    hub().mischief(graph, { kind: 'slow', bytesPerSecond: 400_000 });
    await pressDownload(page);
    await page.getByText(/Downloading: .* of .* MB, .* a second, .* left/).waitFor();
    await page.waitForTimeout(800);
    await row(page).getByRole('button', { name: 'Pause' }).click();
    await row(page)
      .getByText(/is here,\s+not yet whole/)
      .waitFor();
    await page.reload();
    await row(page)
      .getByText(/is here,\s+not yet whole/)
      .waitFor();
    hub().mischief(graph, null);
    const before = hub().sent();
    await row(page)
      .getByRole('button', { name: /^Resume/ })
      .click();
    await row(page).getByRole('link', { name: /^Run/ }).waitFor();
    const whole = smallModel().get(graph)?.length ?? 0;
    expect(hub().sent() - before).toBeLessThan(whole);
  });

  test('runs it, and the report names it', async () => {
    const { page } = opened;
    await row(page).getByRole('link', { name: /^Run/ }).click();
    await page.getByRole('radio', { name: title }).waitFor();
    expect(await page.getByRole('radio', { name: title }).isChecked()).toBe(true);
    await begin(page, { limit: 4, device: 'wasm' });
    await readReport(page);
    expect(await page.locator('main').innerText()).toContain(title);
  });

  test('a program runs it by the id that it is kept under, and is told the ids where it names another', async () => {
    const { page } = opened;
    await page.goto(`${site}#/`);
    const id = (await page.getByRole('radio', { name: title }).getAttribute('id'))?.replace('kept-', '') ?? '';
    const evaluated = (keptId: string) =>
      page.evaluate((kept) => {
        const { touchstone } = window as unknown as { touchstone: Automation };
        return touchstone.evaluate({ keptId: kept, suiteIds: ['sycophancy'], device: 'wasm', limit: 2 });
      }, keptId);
    expect(await evaluated('another')).toMatchObject({ fault: 'bad-request', message: expect.stringContaining(id) });
    expect(await evaluated(id)).toMatchObject({ ok: true });
  });

  test('a reload later it is still there, on the start screen too', async () => {
    const { page } = opened;
    await page.goto(`${site}#/`);
    await page.reload();
    await page.getByRole('radio', { name: title }).waitFor();
    await page.getByRole('link', { name: 'More models' }).click();
    await row(page).getByRole('link', { name: /^Run/ }).waitFor();
  });

  test('a run of it that was stopped is taken up again with the kept files, and nothing is chosen anew', async () => {
    const { page } = opened;
    await page.goto(`${site}#/`);
    await page.getByRole('radio', { name: title }).check();
    await page.getByRole('checkbox', { name: 'Moral direction' }).uncheck();
    await begin(page, { limit: 60, device: 'wasm' });
    await page
      .getByText(/^[1-9]\d* of \d+$/)
      .first()
      .waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Take up again' }).click();
    await readReport(page);
    await page.goto(`${site}#/models`);
  });

  test.each(['light', 'dark'] as const)('in %s, keeps WCAG 2.2 AA as far as axe-core can tell', async (colorScheme) => {
    const { page } = opened;
    await page.emulateMedia({ colorScheme });
    await unfold(row(page).locator('details'));
    await unfold(page.locator('details', { hasText: 'all-MiniLM-L6-v2' }));
    await page.waitForTimeout(300);
    expect(await violations(page)).toEqual([]);
  });

  test('on a phone, nothing has to be scrolled sideways', async () => {
    const { page } = opened;
    await page.setViewportSize({ width: 390, height: 844 });
    const [wide, view] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(wide).toBeLessThanOrEqual(view ?? 0);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  test('checks its files, saves it as a zip, deletes it after asking, and takes it in again from that zip', async () => {
    const { page } = opened;
    await unfold(row(page).locator('details'));
    await row(page).getByRole('button', { name: 'Check every file' }).click();
    await page.getByText(`${title}: every file is as it was when it came.`).waitFor();
    const saved = page.waitForEvent('download');
    await row(page).getByRole('button', { name: 'Save as a zip' }).click();
    const zip = await (await saved).path();

    await row(page)
      .getByRole('button', { name: `Delete ${title}` })
      .click();
    await row(page)
      .getByText(/^Delete all/)
      .waitFor();
    await row(page).getByRole('button', { name: 'Keep' }).click();
    await row(page)
      .getByRole('button', { name: `Delete ${title}` })
      .click();
    await row(page).getByRole('button', { name: 'Delete', exact: true }).click();
    await row(page).waitFor({ state: 'detached' });

    const chooser = page.waitForEvent('filechooser');
    await page.getByText('Choose a zip').click();
    await (await chooser).setFiles({ name: 'smol.zip', mimeType: 'application/zip', buffer: readFileSync(zip) });
    await row(page, 'smol')
      .getByText(/from the zip “smol”/)
      .waitFor();
    await row(page, 'smol').getByRole('button', { name: 'Delete smol' }).click();
    await row(page, 'smol').getByRole('button', { name: 'Delete', exact: true }).click();
    await row(page, 'smol').waitFor({ state: 'detached' });
  });

  test('in all this, asked the stand-in alone, and nothing went wrong unsaid', () => {
    expect(opened.complaints.filter((line) => !line.startsWith(`request to ${hub().address}`))).toEqual([]);
  });
});

test('a folder is chosen, kept, run from the start screen, and saved into another folder', async () => {
  const { page, context, complaints } = await openModels(false);
  // Folders of the page's own storage stand for those that a person would choose.
  await page.evaluate(() => {
    window.showDirectoryPicker = async () => {
      const root = await navigator.storage.getDirectory();
      return root.getDirectoryHandle('chosen by the person', { create: true });
    };
  });
  const files = [...folderAsRepo(candidFolder)].map(([path, bytes]) => [path, bytes.toString('base64')] as const);
  await page.evaluate(async (all) => {
    const folder = await window.showDirectoryPicker?.({ mode: 'readwrite', id: 'models' });
    for (const [path, base64] of all) {
      const parts = path.split('/');
      const name = parts.pop() ?? '';
      let place = folder;
      for (const part of parts) place = await place?.getDirectoryHandle(part, { create: true });
      const writing = await (await place?.getFileHandle(name, { create: true }))?.createWritable();
      await writing?.write(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
      await writing?.close();
    }
  }, files);
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  const mine = row(page, 'chosen by the person');
  await mine.getByText(/from the folder/).waitFor();
  await unfold(mine.locator('details'));
  await mine.getByRole('button', { name: 'Save to a folder' }).click();
  await page.getByText(/is saved in “chosen by the person\//).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
