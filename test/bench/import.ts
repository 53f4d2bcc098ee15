import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { launchChromium } from '../../bin/chromium.ts';
import { writeRunFile } from '../../src/exports/run-file.ts';
import { sourceOf } from '../../src/exports/source.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { answeredRun } from '../exports/answered-run.ts';
import { figure, type Measurement } from './figure.ts';
import { heapGrowth } from './heap.ts';
import { watchTasks } from './timed.ts';

const trials = 100_000;

/** Importing a run file of a hundred thousand trials: whether it holds the page up, how far the page's memory grows, and how long it takes. */
export const importing: Measurement = {
  name: 'import',
  async measure(site) {
    const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-'));
    const path = join(folder, 'run.json');
    const bundle = await answeredRun(trials);
    await pipeline(Readable.from(writeRunFile(sourceOf(bundle, summarize(bundle)))), createWriteStream(path));
    const browser = await launchChromium('own', site);
    try {
      const page = await browser.newPage();
      await page.goto(`${site}#/history`);
      await page.getByText('No run is kept yet.').waitFor();
      await page.waitForTimeout(2000);
      await watchTasks(page);
      const from = performance.now();
      const { growth, value: seconds } = await heapGrowth(page, async () => {
        await page.locator('input[type=file]').first().setInputFiles(path);
        await page.getByText('It agrees with itself.').waitFor({ timeout: 600_000 });
        const taken = (performance.now() - from) / 1000;
        // The history lists it, with its numbers.
        await page.locator('h2 a[href^="#/run/"]').waitFor();
        await page.waitForTimeout(2000);
        return taken;
      });
      const longest = Number(await page.evaluate('window.longestTask ?? 0'));
      return [
        figure('import-trials', trials, 'trials'),
        figure('import-size', statSync(path).size / 2 ** 20, 'MB'),
        // Read, checked and kept in a worker meanwhile.
        figure('import-time', seconds, 's'),
        // The browser reports tasks over 50 ms only: 0 stands for none.
        figure('import-longest-task', longest, 'ms', '<= 50'),
        figure('import-heap-growth', growth / 2 ** 20, 'MB', '<= 200'),
      ];
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
