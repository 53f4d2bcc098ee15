import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../../bin/chromium.ts';
import type { Trial } from '../../src/domain/run.ts';
import type { EngineFacts } from '../../src/domain/engine.ts';
import type { ModelFacts } from '../../src/domain/model.ts';
import { decoderMade, encoderMade, writeMade } from '../models/made/folders.ts';
import { begin, readReport, visit } from './visit.ts';

const site = inject('site');
const folders = mkdtempSync(join(tmpdir(), 'touchstone-made-'));
let browser: Browser;
beforeAll(async () => {
  writeMade(join(folders, 'SmolLM2-made'), decoderMade());
  writeMade(join(folders, 'MiniLM-made'), encoderMade());
  browser = await launchChromium('software', site);
});
afterAll(async () => {
  await browser.close();
  rmSync(folders, { recursive: true, force: true });
});

interface RunFile {
  readonly engine: EngineFacts;
  readonly model: ModelFacts;
  readonly trials: readonly Trial[];
}

/** What the page keeps of the run whose report is open. */
async function runFile(page: Page): Promise<RunFile> {
  const text = await page.evaluate(async () => {
    const kept = window as unknown as { touchstone: { runFile(id: string): Promise<string | null> } };
    return kept.touchstone.runFile(/#\/run\/([\w-]+)/.exec(location.hash)?.[1] ?? '');
  });
  return JSON.parse(text ?? '') as RunFile;
}

/** Chooses the folder on the start screen as a person does, runs one suite and reads the report's file. */
async function evaluated(folder: string, suite: RegExp, device: 'wasm' | 'webgpu'): Promise<RunFile> {
  const { page, context, complaints } = await visit(browser, site);
  await page.locator('input[type=file][webkitdirectory]').first().setInputFiles(join(folders, folder));
  for (const name of [/^Moral direction/, /^Sycophancy/, /^Social intelligence/]) {
    await page.getByRole('checkbox', { name }).setChecked(name.source === suite.source);
  }
  await begin(page, { limit: 2, device });
  const report = page.getByRole('heading', { level: 1, name: /favours/ });
  const link = page.getByRole('link', { name: 'Read the report' });
  await report.or(link).waitFor({ timeout: 600_000 });
  await readReport(page);
  const file = await runFile(page);
  expect(complaints.filter((one) => !one.startsWith('warning'))).toEqual([]);
  await context.close();
  return file;
}

/** Every number that the model gave, in order of the items. */
function numbersOf({ trials }: RunFile): number[] {
  return trials
    .toSorted((a, b) => (a.itemId < b.itemId ? -1 : 1))
    .flatMap(({ exchanges }) =>
      exchanges.flatMap((exchange) => {
        if (exchange.verb === 'weigh') {
          return exchange.answers.flatMap(({ weighed }) => weighed.map(({ logprob }) => logprob));
        }
        return exchange.verb === 'embed' ? exchange.answers.flatMap(({ vector }) => vector) : [];
      }),
    );
}

describe('a folder made by our script, on wasm and on WebGPU', () => {
  test.each([
    ['SmolLM2-made', /^Sycophancy/, 'Fused attention left aside'],
    ['MiniLM-made', /^Moral direction/, 'WebGPU differs from wasm by at most'],
  ] as const)(
    '%s: runs on both, and both say the same',
    async (folder, suite, words) => {
      const [wasm, webgpu] = [await evaluated(folder, suite, 'wasm'), await evaluated(folder, suite, 'webgpu')];
      expect([wasm.engine.device, webgpu.engine.device]).toEqual(['wasm', 'webgpu']);
      expect(webgpu.engine.selfTest).toContain(words);
      expect(webgpu.engine.maxDifference).toBeLessThan(1e-4);
      expect(webgpu.model).toEqual(wasm.model);
      expect(wasm.model.layers).toBe(2);
      const [one, two] = [numbersOf(wasm), numbersOf(webgpu)];
      expect(one.length).toBeGreaterThan(7);
      expect(two.length).toBe(one.length);
      const gaps = one.map((value, i) => Math.abs(value - (two[i] ?? NaN)));
      expect(Math.max(...gaps)).toBeLessThan(1e-3);
    },
    1_200_000,
  );
});
