import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { launchChromium } from '../../bin/chromium.ts';
import { contentHash } from '../../src/domain/canonical.ts';
import type { RunBundle } from '../../src/domain/run.ts';
import { writeRunFile } from '../../src/exports/run-file.ts';
import { sourceOf } from '../../src/exports/source.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { answeredRun } from '../exports/answered-run.ts';
import { figure, type Measurement } from './figure.ts';
import { heapGrowth } from './heap.ts';
import { watchTasks } from './timed.ts';

/** As many as a suite may hold, and suites of them. */
const [perSuite, suites] = [20_000, 5];

/** A finished run of a hundred thousand trials that agrees with itself: the same items in several suites. */
async function longRun(): Promise<RunBundle> {
  const { run, suites: made, trials } = await answeredRun(perSuite);
  const named = Array.from({ length: suites }, (_, place) =>
    made.map((suite) => ({ ...suite, id: `made-${place}` })),
  ).flat();
  const parts = await Promise.all(
    named.flatMap(({ id, ...suite }) =>
      run.plan.parts.map(async (part) => ({
        ...part,
        suite: { ...part.suite, id, hash: await contentHash({ id, ...suite }) },
      })),
    ),
  );
  const plan = { ...run.plan, parts };
  return {
    run: { ...run, plan, planHash: await contentHash(plan) },
    suites: named,
    trials: named.flatMap(({ id }) => trials.map((trial) => ({ ...trial, suiteId: id }))),
  };
}

/** Importing a run file of a hundred thousand trials: whether it holds the page up, how far the page's memory grows, and how long it takes. */
export const importing: Measurement = {
  name: 'import',
  async measure(site) {
    const folder = mkdtempSync(join(tmpdir(), 'touchstone-bench-'));
    const path = join(folder, 'run.json');
    const bundle = await longRun();
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
        const agrees = page.getByText('It agrees with itself.');
        await agrees.or(page.getByRole('alert')).first().waitFor({ timeout: 600_000 });
        if (!(await agrees.isVisible())) throw new Error(`import: ${await page.getByRole('alert').innerText()}`);
        const taken = (performance.now() - from) / 1000;
        // The history lists it, with its numbers.
        await page.locator('h2 a[href^="#/run/"]').waitFor();
        await page.waitForTimeout(2000);
        return taken;
      });
      const longest = Number(await page.evaluate('window.longestTask ?? 0'));
      return [
        figure('import-trials', bundle.trials.length, 'trials'),
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
