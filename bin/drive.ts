import type { Browser } from 'playwright-core';
import type { Estimate } from '../src/domain/report.ts';
import type { Intervention } from '../src/domain/run.ts';
import { modelRequest, openApp, refusalLine, type AppWindow } from './app-page.ts';
import type { Wanted } from './arguments.ts';

/** What came of it: a line per estimate and the run file's text, or what a person should read. */
export type Driven =
  | { readonly ok: true; readonly lines: readonly string[]; readonly file: string }
  | { readonly ok: false; readonly message: string; readonly wrongInput: boolean };

function number(value: number | null): string {
  return value === null ? 'none' : value.toFixed(3);
}

/** `id value [lower, upper] n`; what could not be told is `none`. */
export function estimateLine({ id, value, lower, upper, n }: Estimate): string {
  return `${id} ${number(value)} [${number(lower)}, ${number(upper)}] ${n}`;
}

/** Runs an evaluation in the very app that people see, in the given browser, and brings its report and its file back. */
export async function drive(
  browser: Browser,
  address: string,
  wanted: Wanted,
  onProgress: (text: string) => void,
  intervention?: Intervention,
): Promise<Driven> {
  const page = await openApp(browser, address, onProgress);
  const request = {
    ...modelRequest(wanted.model, address),
    suiteIds: wanted.suites.flatMap((suite) => ('id' in suite ? [suite.id] : [])),
    suiteTexts: wanted.suites.flatMap((suite) => ('text' in suite ? [suite.text] : [])),
    device: wanted.device,
    limit: wanted.limit,
    seed: wanted.seed,
    repeatable: wanted.repeatable,
    putting: {
      protocolIds: wanted.protocolIds,
      setting: wanted.setting,
      ...(wanted.preamble && { preamble: wanted.preamble }),
      ...(intervention && { intervention }),
    },
    ...(wanted.shard && { shard: wanted.shard }),
  };
  const ended = await page.evaluate(async (asked) => {
    const { touchstone, tell } = window as unknown as AppWindow;
    const began = performance.now();
    return await touchstone.evaluate(asked, (progress) => {
      if (progress.stage === 'loading') return tell(`loading ${progress.bytesDone} of ${progress.bytesTotal} bytes`);
      const { suiteId, done = 0, total = 0 } = progress;
      const rate = done / ((performance.now() - began) / 1000);
      return tell(
        `${suiteId}: ${done} of ${total} items, ${rate.toFixed(1)}/s, ${Math.ceil((total - done) / rate)} s left`,
      );
    });
  }, request);
  if (!ended.ok) {
    const wrongInput = ['bad-request', 'bad-model', 'bad-question', 'unsupported'].includes(ended.fault);
    return { ok: false, message: refusalLine(ended), wrongInput };
  }
  const { report, file } = await page.evaluate(async (runId) => {
    const { touchstone } = window as unknown as AppWindow;
    return { report: await touchstone.report(runId), file: await touchstone.runFile(runId) };
  }, ended.runId);
  await page.context().close();
  if (!report || file === null) return { ok: false, message: 'the run was not kept by the page', wrongInput: false };
  return { ok: true, lines: report.parts.flatMap((part) => part.estimates.map(estimateLine)), file };
}
