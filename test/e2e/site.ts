import type { TestProject } from 'vitest/node';
import { buildApp } from '../../bin/build.ts';
import { needChromium } from '../../bin/chromium.ts';
import { serveSite } from '../../bin/site.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built app is served. */
    site: string;
  }
}

/** Builds and serves the app once for all browser tests, after making sure that there is a browser. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  needChromium();
  buildApp();
  const { address, server } = await serveSite({ port: 0 });
  project.provide('site', address);
  return () => server.close();
}
