import type { Ask, Told } from './desk.ts';
import { readerDesk } from './desk-of-store.ts';

const desk = readerDesk();

function tell(told: Told): void {
  postMessage(told);
}

addEventListener('message', ({ data }: MessageEvent<Ask>) => {
  // Name and what is given are tied in `Ask`; the union of methods loses that tie.
  const method = desk[data.name] as (...given: readonly unknown[]) => Promise<unknown>;
  method(...data.given).then(
    (value) => tell({ id: data.id, ok: true, value }),
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      tell({ id: data.id, ok: false, message });
    },
  );
});
