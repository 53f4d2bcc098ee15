import { ask, isFull, type Failure, type Wanted } from './ask.ts';
import { markIfRoom, takeUp, type Growing } from './growing.ts';
import type { Journal } from './journal.ts';
import type { Meter } from './meter.ts';
import { pauseAfter, type Network } from './network.ts';
import type { Part } from './part.ts';
import type { Refusal } from './words.ts';

/** Where a file's bytes go, whence they come, and who hears of it. */
export interface Bench {
  readonly part: Part;
  readonly journal: Journal;
  readonly meter: Meter;
  readonly network: Network;
  readonly signal: AbortSignal;
}

/** What a file turned out to be. */
export interface Fetched {
  readonly bytes: number;
  readonly sha256: string;
}

/** So much more has to come for hope that asking again will bring the rest. Bytes. */
const leastProgress = 65_536;

/** After these nothing of the file can be used. */
const spoilt: readonly Refusal['fault'][] = ['not-the-file', 'differs', 'corrupt', 'changed'];

/**
 * Fetches a file to its end, from where the journal says that it stands. Asks again after a pause where that may help;
 * whatever cannot be mended is given as a Refusal, and the journal then holds what was kept.
 */
export async function fetchFile(wanted: Wanted, bench: Bench): Promise<Fetched | Refusal> {
  const { part, journal, meter, network, signal } = bench;
  const { path } = wanted;
  meter.at(path);
  const before = journal.mark(path);
  if (before?.whole === true && part.size() === before.bytes) {
    meter.had(before.bytes);
    return { bytes: before.bytes, sha256: before.sha256 };
  }
  let growing: Growing;
  try {
    growing = await takeUp(path, wanted.sha256, part, journal, network.now, signal);
  } catch (error) {
    if (signal.aborted) return { fault: 'cancelled', file: path };
    throw error;
  }
  meter.had(growing.bytes());

  const end = before?.whole === true ? before.bytes : (growing.total ?? wanted.bytes);
  const isHere = growing.bytes() > 0 && growing.bytes() === end;
  const failure = isHere ? null : await untilWhole(wanted, growing, bench);
  meter.note('');
  if (failure) return { fault: failure.fault, detail: failure.detail ?? '', file: path };

  const [bytes, sha256] = [growing.bytes(), growing.digest()];
  const detail = difference({ bytes, sha256 }, { bytes: wanted.bytes ?? growing.total, sha256: wanted.sha256 });
  if (detail !== null) {
    dropped(growing, meter);
    return { fault: wanted.otherwise, detail, file: path };
  }
  if (signal.aborted) return { fault: 'cancelled', file: path };
  try {
    growing.mark(true);
  } catch (error) {
    if (isFull(error)) return { fault: 'no-room', file: path };
    throw error;
  }
  return { bytes, sha256 };
}

/** Asks until the file is here; gives the last failure where asking again cannot help, or has not for too often. */
async function untilWhole(wanted: Wanted, growing: Growing, bench: Bench): Promise<Refusal | null> {
  const { meter, network, signal } = bench;
  let furthest = growing.bytes();
  for (let attempt = 1; ; attempt++) {
    const failure = await ask(wanted, growing, network, meter, signal);
    if (failure === null) return null;
    if (spoilt.includes(failure.fault)) dropped(growing, meter);
    else if (growing.bytes() > 0) markIfRoom(growing);
    if (growing.bytes() >= furthest + leastProgress) {
      furthest = growing.bytes();
      attempt = 1;
    }
    if (failure.isFinal) return failure;
    const isHopeless = growing.bytes() === 0 && !network.isOnline();
    if (attempt >= network.attempts || isHopeless) return explained(failure, wanted.address, network, signal);
    const pause = pauseAfter(attempt, failure.pause, network);
    const said = network.isOnline() ? saying[failure.fault] : 'This machine has no network';
    meter.note(`${said ?? 'It did not come'}; trying again in ${Math.ceil(pause / 1000)} s.`);
    await network.sleep(pause, signal);
    if (signal.aborted) return { fault: 'cancelled' };
  }
}

const saying: Partial<Record<Refusal['fault'], string>> = {
  'hub-error': 'The hub is busy',
  stalled: 'Nothing more comes',
  'cut-off': 'The connection broke off',
  'no-ranges': 'The connection broke off',
  unreachable: 'The hub does not answer',
};

/** A page is not told why a request failed: asking without following redirects tells a hub that is gone from one that leads astray. */
async function explained(failure: Failure, address: string, network: Network, signal: AbortSignal): Promise<Refusal> {
  if (!network.isOnline()) return { fault: 'offline' };
  if (failure.fault !== 'unreachable') return failure;
  try {
    const response = await network.fetch(address, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(network.stall)]),
      cache: 'no-store',
      credentials: 'omit',
    });
    const isRedirect = response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);
    void response.body?.cancel();
    return isRedirect ? { fault: 'redirects' } : failure;
  } catch {
    return failure;
  }
}

function difference(
  found: Fetched,
  wanted: { readonly bytes: number | null; readonly sha256: string | null },
): string | null {
  if (wanted.bytes !== null && found.bytes !== wanted.bytes) {
    return `it has ${found.bytes} bytes, ${wanted.bytes} were expected`;
  }
  if (wanted.sha256 === null || found.sha256 === wanted.sha256) return null;
  return `its SHA-256 is ${found.sha256}, ${wanted.sha256} was expected`;
}

function dropped(growing: Growing, meter: Meter): void {
  meter.lost(growing.bytes());
  growing.beginAnew();
}
