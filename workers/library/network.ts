/** The network and its clock, and how patient to be with it. */
export interface Network {
  readonly fetch: (address: string, init: RequestInit) => Promise<Response>;
  /** Waits so many milliseconds; ends at once, without a word, when given up. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly isOnline: () => boolean;
  /** How long nothing may come before the connection counts as stalled. Milliseconds. */
  readonly stall: number;
  /** How often to ask in a row without getting further. */
  readonly attempts: number;
  /** The pause before the second attempt; doubles with each. Milliseconds. */
  readonly firstPause: number;
}

/** How patient to be; for tests, less. */
export type NetworkPatience = Pick<Network, 'stall' | 'attempts' | 'firstPause'>;

export const usualPatience: NetworkPatience = { stall: 30_000, attempts: 6, firstPause: 1000 };

/** Never waits longer than this, whatever the server asks for. Milliseconds. */
const longestPause = 120_000;

/** The browser's network. */
export function browserNetwork(patience: NetworkPatience = usualPatience): Network {
  return {
    fetch: (address, init) => fetch(address, init),
    sleep,
    now: Date.now,
    isOnline: () => navigator.onLine,
    ...patience,
  };
}

/** The pause before attempt number `attempt` + 1 (the first is 1), in milliseconds; what the server asks for comes first. */
export function pauseAfter(attempt: number, asked: number | null, { firstPause }: Pick<Network, 'firstPause'>): number {
  return Math.min(longestPause, asked ?? firstPause * 2 ** (attempt - 1));
}

/** What a Retry-After header asks for, in milliseconds: it holds seconds or a date; null where it holds neither. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
