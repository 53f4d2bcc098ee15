import type { LibraryProgress, OnProgress } from '../../src/domain/library.ts';

/** Over how long the rate is taken, and how often to tell. Milliseconds. */
const span = 5000;
const interval = 125;

/** Counts bytes and tells how fast they come. */
export interface Meter {
  /** Bytes that were there already: done, but no work. */
  had(bytes: number): void;
  did(bytes: number): void;
  /** Bytes that have to be done again. */
  lost(bytes: number): void;
  at(file: string): void;
  note(sentence: string): void;
  total(bytes: number): void;
  /** Takes the rate from here on: what went before took time and was no work. */
  paceAnew(): void;
  /** Tells now, whatever was told before. */
  tell(): void;
}

/** A meter that tells at most eight times a second, and whenever the file or the note changes. `now` in milliseconds. */
export function meter(bytesTotal: number, onProgress: OnProgress, now: () => number = Date.now): Meter {
  let [done, total, worked, told] = [0, bytesTotal, 0, -Infinity];
  let [file, note] = ['', ''];
  let past: { readonly time: number; readonly worked: number }[] = [{ time: now(), worked: 0 }];

  function progress(time: number): LibraryProgress {
    const recent = past.filter((one) => one.time >= time - span);
    const [first] = recent.length > 0 ? recent : past.slice(-1);
    const elapsed = time - (first?.time ?? time);
    const rate = elapsed < 2 * interval ? null : ((worked - (first?.worked ?? 0)) / elapsed) * 1000;
    const bytesPerSecond = rate === null || rate <= 0 ? null : rate;
    const bytesTotal = Math.max(total, done);
    return {
      bytesDone: done,
      bytesTotal,
      bytesPerSecond,
      secondsLeft: bytesPerSecond === null ? null : (bytesTotal - done) / bytesPerSecond,
      file,
      note,
    };
  }
  function tell(): void {
    const time = now();
    told = time;
    onProgress(progress(time));
    past = [...past.filter((one) => one.time >= time - span), { time, worked }];
  }
  return {
    had: (bytes) => void (done += bytes),
    did(bytes) {
      done += bytes;
      worked += bytes;
      if (now() - told >= interval) tell();
    },
    lost: (bytes) => void (done -= bytes),
    at(path) {
      if (path === file) return;
      file = path;
      tell();
    },
    note(sentence) {
      if (sentence === note) return;
      note = sentence;
      tell();
    },
    total: (bytes) => void (total = bytes),
    paceAnew: () => void (past = [{ time: now(), worked }]),
    tell,
  };
}
