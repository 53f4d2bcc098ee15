import type { HeapAsked, HeapTold } from './worker.ts';

declare global {
  interface Window {
    loadLarge?: (asked: HeapAsked) => Promise<HeapTold>;
  }
}

/** Loads a model in a worker of its own, and tells what memory that took. */
window.loadLarge = (asked) =>
  new Promise((resolve, refuse) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'large' });
    worker.onmessage = ({ data }) => resolve(data as HeapTold);
    worker.onerror = ({ message }) => refuse(new Error(message));
    worker.postMessage(asked);
  });
