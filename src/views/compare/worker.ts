import { compareKept } from './compare-kept.ts';
import type { CompareAsk, CompareTold } from './compared.ts';

function tell(told: CompareTold): void {
  postMessage(told);
}

addEventListener('message', ({ data }: MessageEvent<CompareAsk>) => {
  compareKept(data.runIds).then(
    (value) => tell({ ok: true, value }),
    (error: unknown) => tell({ ok: false, message: error instanceof Error ? error.message : String(error) }),
  );
});
