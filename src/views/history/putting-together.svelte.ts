import { refusalText, type Refused } from '../../domain/parsed.ts';
import type { Run } from '../../domain/run.ts';
import { notices } from '../parts/toast.svelte.ts';
import { openStore } from '../parts/store.ts';
import { putTogether } from './importer.ts';
import type { SharedRun } from './shards.ts';

/** Makes one run of parts that are kept here. */
export class PuttingTogether {
  busy = $state(false);
  /** What came of it last; empty before. */
  sentence = $state('');
  failure = $state('');
  /** The run that was made last; empty where none was. */
  runId = $state('');

  /** The whole is kept first and only then are the parts taken out of sight: nothing can be lost in between. */
  async put({ parts, title }: SharedRun<{ readonly run: Run }>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.sentence = '';
    this.failure = '';
    this.runId = '';
    try {
      const named = parts.map(({ run }) => ({ name: `part ${run.shard?.index} of ${run.shard?.of}`, runId: run.id }));
      const made = await putTogether(named);
      if (!made.ok) return this.#refuse(made);
      const whole = made.value.id;
      this.runId = whole;
      this.sentence = `The ${parts.length} parts of the run of ${title} are one run now.`;
      notices.show(this.sentence, () => void this.#takeBack(whole, parts));
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    } finally {
      this.busy = false;
    }
  }

  #refuse(refused: Refused): void {
    const why = refusalText(refused);
    this.failure = `The parts were not put together, and are kept as they are: ${why}${why.endsWith('.') ? '' : '.'}`;
  }

  async #takeBack(whole: string, parts: readonly { readonly run: Run }[]): Promise<void> {
    const store = await openStore();
    for (const { run } of parts) await store.restoreRun(run.id);
    await store.removeRun(whole);
    this.sentence = '';
    this.runId = '';
  }
}
