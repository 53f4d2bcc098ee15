import { ImportDesk } from './import-desk.ts';
import type { ImportAsk, ImportTold } from './import-told.ts';

const stop = new AbortController();
const desk = new ImportDesk(tell, stop.signal);

function tell(told: ImportTold): void {
  postMessage(told);
}

async function answer(ask: Exclude<ImportAsk, { kind: 'cancel' }>): Promise<void> {
  if (ask.kind === 'take') await desk.take(ask.files);
  else tell({ kind: 'put', made: await desk.put(ask.parts) });
}

addEventListener('message', ({ data }: MessageEvent<ImportAsk>) => {
  if (data.kind === 'cancel') return stop.abort();
  answer(data).then(
    () => tell({ kind: 'over' }),
    (error: unknown) => tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
  );
});
