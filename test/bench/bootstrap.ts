import { join } from 'node:path';
import { build } from 'vite';
import { launchChromium } from '../../bin/chromium.ts';
import { figure, type Measurement } from './figure.ts';

const trials = 1000;
const rounds = 10_000;

/** The bootstrap's source as one script for a worker. */
async function workerScript(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, 'bootstrap/worker.ts'), formats: ['es'], fileName: 'worker' },
    },
  });
  const [bundle] = Array.isArray(built) ? built : [built];
  const script = bundle && 'output' in bundle ? bundle.output.find((one) => one.type === 'chunk') : undefined;
  if (script?.type !== 'chunk') throw new Error('build the bootstrap: no script came out, one was wanted');
  return script.code;
}

/** 10,000 rounds over 1,000 trials in a worker of the browser, and what the page feels of it. */
export const bootstrap: Measurement = {
  name: 'bootstrap',
  async measure(site) {
    const browser = await launchChromium('own', site);
    const page = await browser.newPage();
    const code = await workerScript();
    // A page and a script of the same origin: a worker wants one, and the app's own content policy allows no script of ours.
    await page.route('**/bench/*', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', body: code })
        : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>bench</title>' }),
    );
    await page.goto(`${site}bench/page`);
    const told = await page.evaluate(
      async (asked) => {
        const worker = new Worker('./worker.js', { type: 'module' });
        let [longest, last] = [0, performance.now()];
        const beat = setInterval(() => {
          longest = Math.max(longest, performance.now() - last);
          last = performance.now();
        }, 4);
        const ended = await new Promise<{ milliseconds: number; deviation: number }>((resolve, reject) => {
          worker.addEventListener('message', ({ data }) =>
            resolve(data as { milliseconds: number; deviation: number }),
          );
          worker.addEventListener('error', ({ message }) => reject(new Error(message)));
          worker.postMessage(asked);
        });
        clearInterval(beat);
        return { ...ended, longest };
      },
      { trials, rounds },
    );
    await browser.close();
    // The values vary by the root of 1/8; anything else would be quick for the wrong reason.
    const wanted = Math.sqrt(1 / 8 / trials);
    if (Math.abs(told.deviation / wanted - 1) > 0.05)
      throw new Error(`bootstrap: means vary by ${told.deviation}, ${wanted} was wanted`);
    return [
      figure('bootstrap-10000-rounds', told.milliseconds / 1000, 's', '<= 1'),
      figure('bootstrap-longest-page-pause', told.longest, 'ms', '<= 50'),
    ];
  },
};
