import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { root } from '../../bin/build.ts';
import { launchChromium } from '../../bin/chromium.ts';
import { listFolder } from '../../bin/site.ts';
import { decoderMade, smol, writeMade } from '../models/made/folders.ts';
import { figure, type Figure, type Measurement } from './figure.ts';
import type { Timed, Timing } from './scoring/page.ts';
import { scoringSite } from './scoring/site.ts';

type Timings = Omit<Timing, 'files' | 'items'>;

/** Seconds a forward on the software adapter: there the peers are timed on few items, of which each costs them the same. */
const timings: readonly Timings[] = [
  {
    model: 'candid',
    device: 'wasm',
    peerItems: { 'option by option': 12, 'one forward a prompt': 24 },
    passes: { before: 2, timed: 5 },
  },
  {
    model: 'smol',
    device: 'wasm',
    peerItems: { 'option by option': 2, 'one forward a prompt': 4 },
    passes: { before: 1, timed: 1 },
  },
  {
    model: 'candid',
    device: 'webgpu',
    peerItems: { 'option by option': 1, 'one forward a prompt': 2 },
    passes: { before: 0, timed: 1 },
  },
];

/**
 * 200 choices of two letters in both orders after a long shared guide, against transformers.js in the same Chromium on the
 * same files: how many times as fast, and what of the work and of the time is waste. Both are warmed up alike where a
 * device is so quick that the browser's compiling would be timed with it; the first pass is said beside.
 */
export const scoring: Measurement = {
  name: 'scoring',
  async measure() {
    const work = mkdtempSync(join(tmpdir(), 'touchstone-scoring-'));
    try {
      cpSync(join(root, 'models/reference/candid'), join(work, 'candid'), { recursive: true });
      writeMade(join(work, 'smol'), decoderMade(smol));
      const { address, server } = await scoringSite(work);
      const browser = await launchChromium('software', address);
      try {
        const figures: Figure[] = [];
        for (const timing of timings) figures.push(...(await timeOne(browser, address, work, timing)));
        return figures;
      } finally {
        await browser.close();
        await server.close();
      }
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('install the peer'))) throw error;
      process.stderr.write(`bench: scoring is left out: ${error.message}\n`);
      return [];
    } finally {
      rmSync(work, { recursive: true });
    }
  },
};

async function timeOne(browser: Browser, address: string, work: string, timing: Timings): Promise<Figure[]> {
  const page = await browser.newPage();
  await page.goto(address);
  const files = listFolder(join(work, timing.model)).map(({ path }) => path);
  const timed = await page.evaluate(
    async (asked): Promise<Timed> => {
      if (!window.timeScoring) throw new Error('the page is not ready');
      return window.timeScoring(asked);
    },
    { ...timing, files: files.filter((path) => !path.endsWith('.md')), items: 200 },
  );
  await page.close();
  const { own, first, peers, apart } = timed;
  const called = (what: string) => `scoring-${timing.model}-${timing.device}-${what}`;
  process.stderr.write(`${called('words')}: ${timed.words}\n`);
  return [
    figure(called('items-per-second'), own.rate, 'items/s'),
    figure(called('over-option-by-option'), own.rate / peers['option by option'], 'times', '>= 6'),
    figure(called('over-one-forward-a-prompt'), own.rate / peers['one forward a prompt'], 'times', '>= 1.5'),
    figure(called('tokens-over-least'), own.computed / own.least, 'times', '<= 1.05'),
    figure(called('inside-onnx-runtime'), own.inside, 'of the time', '>= 0.95'),
    ...(timing.passes.before === 0
      ? []
      : [figure(called('inside-onnx-runtime-while-the-browser-compiles'), first.inside, 'of the time')]),
    figure(called('difference-from-peer'), apart, 'nats', '<= 1e-4'),
  ];
}
