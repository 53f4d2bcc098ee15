import type { WriteStream } from 'node:tty';

/** One line that tells how far a run is: rewritten in place on a terminal, every ten seconds elsewhere. */
export function progressLine(out: WriteStream): { show(text: string): void; end(): void } {
  let last = 0;
  let open = false;
  return {
    show(text) {
      const now = performance.now();
      if (now - last < (out.isTTY ? 100 : 10_000)) return;
      last = now;
      open = out.isTTY;
      out.write(out.isTTY ? `\r\x1b[2K${text}` : `${text}\n`);
    },
    end() {
      if (open) out.write('\r\x1b[2K');
      open = false;
    },
  };
}
