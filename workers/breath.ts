/**
 * Lets the thread hear its messages: between batches, so that a stop or a timer is not kept waiting. By a message of its
 * own, since browsers make a timer that follows another wait four milliseconds.
 */
export function breath(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
