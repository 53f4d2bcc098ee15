import type { Browser, Page } from 'playwright-core';
import type { Report } from '../src/domain/report.ts';
import type { Wanted } from './arguments.ts';
import { modelMount } from './site.ts';

type Refusal = { readonly ok: false; readonly fault: string; readonly message: string };

/** How far an evaluation is. */
interface Progress {
  readonly stage: 'loading' | 'asking';
  readonly bytesDone?: number;
  readonly bytesTotal?: number;
  readonly suiteId?: string;
  readonly done?: number;
  readonly total?: number;
}

/** As much of the page's `window` as is called here: `touchstone` is src/views/automation.ts, `tell` says a line on this side. */
export interface AppWindow {
  readonly touchstone: {
    evaluate(
      request: object,
      onProgress: (progress: Progress) => void,
    ): Promise<{ readonly ok: true; readonly runId: string } | Refusal>;
    askAgain(
      request: object,
      onProgress: (done: number, total: number) => void,
    ): Promise<{ readonly ok: true; readonly agrees: boolean; readonly sentences: readonly string[] } | Refusal>;
    report(runId: string): Promise<Report | null>;
    runFile(runId: string): Promise<string | null>;
  };
  tell(text: string): void;
}

/** A page of the app in a profile of its own, ready to be told what to do; `tell` hears what it says. Close its context after use. */
export async function openApp(browser: Browser, address: string, tell: (text: string) => void): Promise<Page> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.exposeFunction('tell', tell);
  await page.goto(address);
  await page.waitForFunction(() => 'touchstone' in window);
  return page;
}

/** The model in a request to the page: built in, by its id, or the folder that the site serves. */
export function modelRequest(model: Wanted['model'], address: string): object {
  return 'id' in model
    ? { modelId: model.id }
    : { modelUrl: new URL(modelMount, address).href, modelTitle: model.title };
}

/** A refusal of the page's as one line. */
export function refusalLine({ fault, message }: Refusal): string {
  return `${fault}: ${message.replaceAll('\n', ' ')}`;
}
