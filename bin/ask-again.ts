import { readFileSync } from 'node:fs';
import { modelRequest, openApp, refusalLine, type AppWindow } from './app-page.ts';
import type { Wanted } from './arguments.ts';
import { buildApp } from './build.ts';
import { launchChromium } from './chromium.ts';
import { progressLine } from './progress-line.ts';
import { serveSite } from './site.ts';

/** What came of asking again: the sentences, or why it could not be done. */
export type AskedAgain =
  | { readonly ok: true; readonly agrees: boolean; readonly sentences: readonly string[] }
  | { readonly ok: false; readonly message: string };

/** Puts items of a run file, drawn by chance, to the same model in a browser of its own. `model` null: the built-in one of the run's id. */
export async function askAgain(path: string, items: number, model: Wanted['model'] | null): Promise<AskedAgain> {
  buildApp();
  const { address, server } = await serveSite({
    port: 0,
    ...(model && 'folder' in model ? { modelFolder: model.folder } : {}),
  });
  const browser = await launchChromium('own or software', address);
  const line = progressLine(process.stderr);
  try {
    const page = await openApp(browser, address, line.show);
    const request = { runFile: readFileSync(path, 'utf8'), items, ...(model && modelRequest(model, address)) };
    const ended = await page.evaluate(async (asked) => {
      const { touchstone, tell } = window as unknown as AppWindow;
      return await touchstone.askAgain(asked, (done, total) => tell(`asked again: ${done} of ${total} items`));
    }, request);
    return ended.ok ? ended : { ok: false, message: refusalLine(ended) };
  } finally {
    line.end();
    await browser.close();
    await server.close();
  }
}
