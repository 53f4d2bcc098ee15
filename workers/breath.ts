/** Milliseconds of work between two breaths. */
const stretch = 300;
let last = 0;

/**
 * Lets the thread hear its messages, so that a stop or a timer is not kept waiting; does nothing where that was a moment
 * ago. To be awaited between any two parts of a long work.
 */
export async function breath(): Promise<void> {
  if (performance.now() - last < stretch) return;
  await turn();
  last = performance.now();
}

/** What comes after all that waits to be heard. Not a timer: browsers make one that follows another wait four milliseconds. */
function turn(): Promise<unknown> {
  // Cheaper than a message: no other thread of the browser has a part in it. Not in every browser, nor in Node.
  if ('scheduler' in globalThis) return scheduler.postTask(() => undefined);
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve(undefined);
    };
    port2.postMessage(null);
  });
}
