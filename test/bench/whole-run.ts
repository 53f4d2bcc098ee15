import { launchChromium } from '../../bin/chromium.ts';
import { readReport } from '../e2e/visit.ts';
import { figure, type Measurement } from './figure.ts';

/** The default run, `candid` on the three suites: its speed, and how long it ever holds the page up. */
export const wholeRun: Measurement = {
  name: 'whole-run',
  async measure(site) {
    const browser = await launchChromium('own', site);
    const page = await browser.newPage();
    await page.goto(site);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/^[1-9]\d* of \d+$/).waitFor();
    await page.evaluate(() => {
      const seen = window as unknown as { longest: number; began: number };
      seen.longest = 0;
      seen.began = performance.now();
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
      }).observe({ type: 'longtask' });
    });
    const answered = async (pattern: RegExp) =>
      Number(pattern.exec(await page.locator('main').innerText())?.[1] ?? Number.NaN);
    const from = await answered(/(\d+)\s+of\s+\d+/);
    await readReport(page);
    const { seconds, longest } = await page.evaluate(() => {
      const seen = window as unknown as { longest: number; began: number };
      return { seconds: (performance.now() - seen.began) / 1000, longest: seen.longest };
    });
    const items = (await answered(/(\d+) items answered/)) - from;
    await browser.close();
    return [
      figure('items-per-second', items / seconds, 'items/s'),
      // The browser reports tasks over 50 ms only: 0 stands for none.
      figure('longest-main-thread-task', longest, 'ms', '<= 50'),
    ];
  },
};
