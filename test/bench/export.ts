import { statSync } from 'node:fs';
import { launchChromium } from '../../bin/chromium.ts';
import { figure, type Measurement } from './figure.ts';
import { heapGrowth } from './heap.ts';
import { pageScript } from './page-script.ts';

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
    const figures = [];
    for (const [name, title] of [
      ['run', 'Run file'],
      ['csv', 'Trials as a table (CSV)'],
    ] as const) {
      const from = performance.now();
      const { growth, value: path } = await heapGrowth(page, async () => {
        const downloading = page.waitForEvent('download', { timeout: 600_000 });
        await page.getByRole('button', { name: title }).click();
        return (await downloading).path();
      });
      figures.push(
        figure(`export-${name}-heap-growth`, growth / 2 ** 20, 'MB', '<= 200'),
        figure(`export-${name}-size`, statSync(path).size / 2 ** 20, 'MB'),
        figure(`export-${name}-time`, (performance.now() - from) / 1000, 's'),
      );
    }
    await browser.close();
    return figures;
  },
};
