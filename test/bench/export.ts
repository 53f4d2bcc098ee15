import { statSync } from 'node:fs';
import type { CDPSession } from 'playwright-core';
import { launchChromium } from '../../bin/chromium.ts';
import { figure, type Measurement } from './figure.ts';
import { pageScript } from './page-script.ts';

/** What the page's own memory holds now: live objects, garbage that is not yet collected, and buffers (bytes). */
async function heapOf(session: CDPSession): Promise<number> {
  const { usedSize, backingStorageSize = 0 } = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  return usedSize + backingStorageSize;
}

/** Saving a run of a hundred thousand trials: how far the page's memory grows, and how large the file is. */
export const exporting: Measurement = {
  name: 'export',
  async measure(site) {
    const script = await pageScript('test/bench/report-scale/fill.ts', 'filling');
    const browser = await launchChromium('own', site);
    const page = await browser.newPage();
    const runId = 'hundred-thousand';
    await page.goto(`${site}#/methods`);
    await page.evaluate(`${script}; filling.fill('${runId}', 95000, 5000)`);
    await page.goto(`${site}?again#/run/${runId}`);
    await page.getByText('All files', { exact: true }).click();
    const session = await page.context().newCDPSession(page);
    const figures = [];
    for (const [name, title] of [
      ['run', 'Run file'],
      ['csv', 'Trials as a table (CSV)'],
    ] as const) {
      await session.send('HeapProfiler.collectGarbage');
      const before = await heapOf(session);
      let most = before;
      let going = true;
      const watching = (async () => {
        while (going) {
          most = Math.max(most, await heapOf(session));
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      })();
      const downloading = page.waitForEvent('download', { timeout: 600_000 });
      const from = performance.now();
      await page.getByRole('button', { name: title }).click();
      const path = await (await downloading).path();
      going = false;
      await watching;
      figures.push(
        figure(`export-${name}-heap-growth`, (most - before) / 2 ** 20, 'MB', '<= 200'),
        figure(`export-${name}-size`, statSync(path).size / 2 ** 20, 'MB'),
        figure(`export-${name}-time`, (performance.now() - from) / 1000, 's'),
      );
    }
    await browser.close();
    return figures;
  },
};
