import { gzipSync } from 'node:zlib';
import { launchChromium } from '../../bin/chromium.ts';
import { figure, type Measurement } from './figure.ts';

/** What a visitor with an empty profile waits for: bytes of the first shell, the first click, the first score. */
export const firstVisit: Measurement = {
  name: 'first-visit',
  async measure(site) {
    const browser = await launchChromium('own', site);
    const page = await browser.newPage();
    const shell: Promise<number>[] = [];
    let isShell = true;
    page.on('response', (response) => {
      if (isShell && response.request().serviceWorker() === null)
        shell.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
    });
    await page.goto(site);
    const run = page.getByRole('button', { name: 'Run', exact: true });
    await run.click({ trial: true });
    const interactive = await page.evaluate(() => performance.now());
    isShell = false;
    const bytes = (await Promise.all(shell)).reduce((sum, one) => sum + one, 0);
    await run.click();
    await page.getByText(/^[1-9]\d* of \d+$/).waitFor();
    const scored = await page.evaluate(() => performance.now());
    await browser.close();
    return [
      figure('first-shell-gzip', bytes / 1024, 'KiB', '<= 70'),
      figure('interactive', interactive / 1000, 's', '<= 1'),
      figure('first-score', scored / 1000, 's', '<= 5'),
    ];
  },
};
