import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of a Chromium on this machine: what CHROMIUM_PATH names, else one in a usual place; undefined if none. */
export function findChromium(): string | undefined {
  return [process.env['CHROMIUM_PATH'] ?? '', ...usual].find((path) => path !== '' && runnable(path));
}

/**
 * A Chromium on this machine, installed with apt-get where that is possible and there is none.
 * @throws Error whose message says in one sentence how to get one.
 */
export function needChromium(): string {
  const found = findChromium();
  if (found) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && runnable('/usr/bin/apt-get')) {
    process.stderr.write('No Chromium here: installing one with apt-get.\n');
    const quiet = {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    execFileSync('apt-get', ['update', '-qq'], quiet as object);
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet as object);
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(
    'find Chromium: there is none in the usual places; install Chromium or Chrome, or name one in CHROMIUM_PATH.',
  );
}

/**
 * Which GPU a page is to see: the machine's own; the software adapter (slow, but real WebGPU anywhere); or the
 * machine's own where it has one and the software adapter otherwise.
 */
export type Adapter = 'own' | 'software' | 'own or software';

async function launch(software: boolean): Promise<Browser> {
  return await chromium.launch({
    executablePath: needChromium(),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--enable-unsafe-webgpu',
      ...(software ? ['--use-webgpu-adapter=swiftshader'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** WebGPU is only there on a secure page, which an address on this machine is. */
async function hasAdapter(browser: Browser, address: string): Promise<boolean> {
  const page = await browser.newPage();
  await page.goto(address);
  const has = await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
  await page.close();
  return has;
}

/** A headless Chromium that talks to nobody by itself; `address` is any page on this machine. */
export async function launchChromium(adapter: Adapter, address: string): Promise<Browser> {
  if (adapter !== 'own or software') return await launch(adapter === 'software');
  const own = await launch(false);
  if (await hasAdapter(own, address)) return own;
  await own.close();
  return await launch(true);
}
