import type { CDPSession, Page } from 'playwright-core';

/** What the page's own memory holds now: live objects, garbage that is not yet collected, and buffers (bytes). */
async function heapOf(session: CDPSession): Promise<number> {
  const { usedSize, backingStorageSize = 0 } = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  return usedSize + backingStorageSize;
}

/** Does something and gives how far the page's own memory grew meanwhile, bytes, and what came of it. Workers have memory of their own. */
export async function heapGrowth<T>(page: Page, work: () => Promise<T>): Promise<{ growth: number; value: T }> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const before = await heapOf(session);
  let most = before;
  let going = true;
  const watching = (async () => {
    while (going) {
      most = Math.max(most, await heapOf(session));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  try {
    const value = await work();
    return { value, growth: most - before };
  } finally {
    going = false;
    await watching;
    await session.detach();
  }
}
