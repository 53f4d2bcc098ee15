/** Lets the thread hear its messages: between batches, so that a stop or a timer is not kept waiting. */
export function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
