import { proxy, wrap, type Endpoint } from 'comlink';
import type { Engine, EngineAbout, Loaded } from '../src/domain/engine.ts';
import type { ModelFile } from '../src/domain/model.ts';
import { failed, type Fault, type Reply } from '../src/domain/reply.ts';
import type { AnswerOf, QuestionOf, Verb } from '../src/domain/verbs.ts';
import type { Desk, Sign } from './desk.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** What of a Worker is needed here. */
export interface Room extends Endpoint {
  terminate(): unknown;
}

/** How long the page waits, in milliseconds. */
export interface Patience {
  /**
   * For a sign of life while something is under way, at least: it grows to four times the longest that one took so far,
   * for a slow device has slow batches.
   */
  readonly silence: number;
  /** For a stopped call to end by itself. */
  readonly stopping: number;
}

/**
 * The engine behind a worker. Comlink alone would leave calls pending for ever when a worker dies: here each of them is
 * answered `crashed` at its death, `timeout` when it falls silent, `cancelled` within `stopping` of giving up. A worker
 * that had to be ended stays dead: connect again.
 */
export function connect(
  about: EngineAbout,
  room: Room,
  patience: Patience = { silence: 120_000, stopping: 800 },
): Engine {
  const desk = wrap<Desk>(room);
  const queue = oneAtATime();
  let dead: Reply<never> | null = null;
  let alive: (sign: Sign) => void = () => undefined;
  /** Between two signs of life, or a call's beginning and end; milliseconds. */
  let longest = 0;
  const limit = () => Math.max(patience.silence, 4 * longest);
  let announce: (reply: Reply<never>) => void;
  const death = new Promise<Reply<never>>((resolve) => (announce = resolve));

  function end(fault: Fault, message: string): void {
    if (dead) return;
    room.terminate();
    dead = failed('crashed', `Ask ${about.id}: its worker has ended (${message})`);
    announce(failed(fault, message));
  }
  room.addEventListener('error', (event) => {
    end('crashed', 'message' in event ? String(event.message) : 'error in the worker');
  });
  room.addEventListener('messageerror', () => end('crashed', 'a message could not be read'));
  // A worker that is killed sends no event, but lets go of its lock. One that cannot even listen shows it at the first call.
  const lock = `${about.id} ${crypto.randomUUID()}`;
  desk
    .listen(
      proxy((sign: Sign) => alive(sign)),
      lock,
    )
    .then(() => globalThis.navigator?.locks?.request(lock, () => end('crashed', 'it is gone')))
    .catch(() => undefined);

  let calls = 0;
  let before = Promise.resolve();

  /**
   * One call in its turn: raced with death, silence and giving up. It is sent when the one before it has its turn, so that
   * the worker need not wait for it between the two; the watch over it begins with its own.
   */
  function call<T>(
    send: (call: number) => Promise<T>,
    signal: AbortSignal,
    onSign: (sign: Exclude<Sign, null>, call: number) => void = () => undefined,
  ): Promise<T | Reply<never>> {
    const number = calls++;
    let begin: () => void;
    let isSent = false;
    const sent = before.then<T | Reply<never>>(() => {
      if (dead) return dead;
      if (signal.aborted) return failed('cancelled', `Ask ${about.id}: given up before it began`);
      isSent = true;
      return send(number);
    });
    // What comes of it is awaited in its turn; until then a failure must not count as unhandled.
    sent.catch(() => undefined);
    before = new Promise((resolve) => (begin = resolve));
    return queue(async () => {
      begin();
      if (dead) return dead;
      let silence: ReturnType<typeof setTimeout>;
      let stopping: ReturnType<typeof setTimeout>;
      let since = performance.now();
      const seen = () => {
        const now = performance.now();
        // A computer that slept would make it endless.
        longest = Math.max(longest, Math.min(now - since, limit()));
        since = now;
      };
      const silent = () => end('timeout', `no sign of life for ${Math.round(limit() / 100) / 10} s`);
      const abort = () => {
        desk.stop(number).catch(() => undefined);
        stopping = setTimeout(() => end('cancelled', 'given up, and it did not stop by itself'), patience.stopping);
      };
      alive = (sign) => {
        clearTimeout(silence);
        seen();
        silence = setTimeout(silent, limit());
        if (sign) onSign(sign, number);
      };
      alive(null);
      if (isSent && signal.aborted) abort();
      signal.addEventListener('abort', abort);
      try {
        return await Promise.race([sent, death]);
      } catch (error) {
        return failed('crashed', `Ask ${about.id}: ${String(error)}`);
      } finally {
        seen();
        alive = () => undefined;
        clearTimeout(silence!);
        clearTimeout(stopping!);
        signal.removeEventListener('abort', abort);
      }
    });
  }

  const answering =
    <V extends Verb>(verb: V) =>
    async (
      questions: readonly QuestionOf<V>[],
      signal: AbortSignal,
      heard?: (soFar: string) => void,
    ): Promise<readonly Reply<AnswerOf<V>>[]> => {
      const send = (number: number) => desk.answer(number, verb, questions) as Promise<readonly Reply<AnswerOf<V>>[]>;
      const answered = await call(send, signal, (sign, number) => {
        if ('soFar' in sign && sign.call === number) heard?.(sign.soFar);
      });
      return 'ok' in answered ? questions.map(() => answered) : answered;
    };

  return {
    about,
    load(files, device, onProgress, signal, repeatable = false) {
      const absolute = { ...files, files: files.files.map(withAddress) };
      return call<Reply<Loaded>>(
        (number) => desk.load(number, absolute, device, repeatable),
        signal,
        (sign) => {
          if ('stage' in sign) onProgress(sign);
        },
      );
    },
    weigh: answering('weigh'),
    generate: answering('generate'),
    embed: answering('embed'),
    end: () => end('crashed', 'ended by the page'),
  };
}

/** A worker would read a relative address from where its own script lies. */
function withAddress(file: ModelFile): ModelFile {
  if (file.from instanceof Blob || typeof document === 'undefined') return file;
  return { ...file, from: new URL(file.from, document.baseURI).href };
}
