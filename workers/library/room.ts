import { wrap, type Endpoint, type Remote } from 'comlink';
import type { LibraryReply } from '../../src/domain/library.ts';
import type { Job, LibraryDesk } from './desk.ts';
import { refused } from './words.ts';

/** What of a Worker is needed here. */
export interface Room extends Endpoint {
  terminate(): unknown;
}

/** The worker as the page calls it. */
export interface LiveDesk {
  /** One call: answered `crashed` when the worker dies, `cancelled` soon after it was given up. */
  call<T>(
    work: (desk: Remote<LibraryDesk>, job: Job) => Promise<LibraryReply<T>>,
    signal?: AbortSignal,
  ): Promise<LibraryReply<T>>;
  end(): void;
}

/** How long a call that was given up may take to end by itself. Milliseconds. */
const stopping = 3000;

/**
 * The library's worker, started at the first call, and again at the next call after its death. Comlink alone would leave
 * calls pending for ever when a worker dies.
 */
export function liveDesk(start: () => Room): LiveDesk {
  let living: ReturnType<typeof begin> | null = null;
  let jobs = 0;

  function begin() {
    const room = start();
    const desk = wrap<LibraryDesk>(room);
    let announce: (reply: LibraryReply<never>) => void;
    const death = new Promise<LibraryReply<never>>((resolve) => (announce = resolve));
    const self = { desk, death, end };
    function end(detail: string): void {
      room.terminate();
      if (living === self) living = null;
      announce(refused({ fault: 'crashed', detail }, null));
    }
    room.addEventListener('error', (event) =>
      end('message' in event ? String(event.message) : 'its worker had an error'),
    );
    room.addEventListener('messageerror', () => end('a message could not be read'));
    // A worker that is killed sends no event, but lets go of its lock.
    const lock = `touchstone/library ${crypto.randomUUID()}`;
    desk
      .listen(lock)
      .then(() => globalThis.navigator?.locks?.request(lock, () => end('its worker is gone')))
      .catch(() => undefined);
    return self;
  }

  return {
    async call(work, signal) {
      if (signal?.aborted) return refused({ fault: 'cancelled' }, null);
      living ??= begin();
      const { desk, death, end } = living;
      const job = ++jobs;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const stop = () => {
        desk.stop(job).catch(() => undefined);
        timer = setTimeout(() => end('given up, and it did not stop by itself'), stopping);
      };
      signal?.addEventListener('abort', stop);
      try {
        const reply = await Promise.race([work(desk, job), death]);
        // A disk that is slow to write may hold the worker until it is ended by force: the person stopped it all the same.
        const isForced = !reply.ok && reply.fault === 'crashed' && signal?.aborted === true;
        return isForced ? refused({ fault: 'cancelled' }, null) : reply;
      } catch (error) {
        return refused({ fault: 'crashed', detail: String(error) }, null);
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
      }
    },
    end: () => living?.end('ended by the page'),
  };
}
