import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, inject } from 'vitest';
import { launchChromium } from '../../bin/chromium.ts';
import { folderAsRepo, startHub, type RepoFiles, type StandInHub } from './hub.ts';
import { visit, type Visit } from './visit.ts';

/** A reference model's folder. */
export const candidFolder = join(import.meta.dirname, '../../models/reference/candid');
/** The path of its weights in the place of SmolLM2's. */
export const graph = 'onnx/model_q4.onnx';
/** As the library calls it then. */
export const title = 'SmolLM2 135M Instruct (q4)';

/** The candid model in the place of SmolLM2's q4 file: what is downloaded is small, and runs. */
export function smallModel(): RepoFiles {
  const files = new Map(folderAsRepo(candidFolder));
  const weights = files.get('onnx/model.onnx');
  if (!weights) throw new Error('candid has no graph');
  files.delete('onnx/model.onnx');
  return files.set(graph, weights);
}

/** A browser for the app, and a hub that has the small model; for the tests of one file. */
export function modelsStand() {
  const site = inject('site');
  let browser: Browser;
  let hub: StandInHub;
  beforeAll(async () => {
    hub = await startHub({ 'HuggingFaceTB/SmolLM2-135M-Instruct': smallModel() });
    browser = await launchChromium('own', site);
  });
  afterAll(async () => {
    await browser.close();
    await hub.close();
  });

  /** Opens the library, with downloads to come from the stand-in. */
  async function openModels(hidePicker = true): Promise<Visit> {
    const opened = await visit(browser, site);
    // The chooser of folders is a window of the system's own, which no test can press.
    if (hidePicker) await opened.page.addInitScript(() => delete window.showDirectoryPicker);
    await opened.page.goto(`${site}#/models`);
    if (hidePicker) await opened.page.reload();
    await opened.page.getByLabel('Where models are downloaded from').fill(hub.address);
    await opened.page.getByRole('button', { name: 'Use', exact: true }).click();
    await opened.page.getByText('A mirror, laid out as the hub is.').waitFor();
    return opened;
  }

  return { site, hub: () => hub, openModels };
}

/** Opens SmolLM2's offer, chooses q4 and presses Download. */
export async function pressDownload(page: Page): Promise<void> {
  await page.locator('summary', { hasText: 'SmolLM2 135M Instruct' }).click();
  await page.getByRole('radio', { name: /^q4 / }).check();
  await page.getByRole('button', { name: 'Download SmolLM2 135M Instruct' }).click();
}

/** A kept model's row. */
export const row = (page: Page, name = title): Locator => page.getByRole('article', { name });

/** Opens a fold. */
export const unfold = (details: Locator) => details.evaluate((element) => element.setAttribute('open', ''));
