import { describe, expect, test } from 'vitest';
import type { ChoiceReading } from '../../src/domain/protocol.ts';
import { readRunFile } from '../../src/exports/run-file-reading.ts';
import { runFileBlob } from '../../src/exports/run-file.ts';
import { parseSuite } from '../../src/suites/suite.ts';
import { packOutlines, unpackOutlines } from '../../src/store/outline-block.ts';
import { smallBundle, smallReport } from './small-run.ts';

/** The small run, as if its first item had been asked in two wordings. */
async function worded(change: (wordings: NonNullable<ChoiceReading['wordings']>) => ChoiceReading['wordings']) {
  const bundle = await smallBundle();
  const [first, ...others] = bundle.trials;
  if (first?.outcome !== 'answered' || first.score.kind !== 'scored' || first.score.reading.kind !== 'choice')
    throw new Error('the first trial of the small run is a choice with a key');
  const { reading } = first.score;
  const each = { probabilities: reading.probabilities, pick: reading.pick };
  const wordings = change([each, each]);
  const again: ChoiceReading = {
    ...reading,
    orders: [...reading.orders, ...reading.orders],
    ...(wordings && { wordings }),
  };
  return { ...bundle, trials: [{ ...first, score: { ...first.score, reading: again } }, ...others] };
}

describe('readings in several wordings', () => {
  test('leave in a run file and come back as they were', async () => {
    const bundle = await worded((wordings) => wordings);
    const read = await readRunFile(await runFileBlob(bundle, smallReport), parseSuite);
    expect(read.ok && read.value.bundle.trials[0]).toEqual(bundle.trials[0]);
  });

  test.each([
    ['another number of options', (w: readonly object[]) => [w[0], { probabilities: [1], pick: 0 }]],
    ['a pick that is no option', (w: readonly object[]) => [w[0], { probabilities: [0.5, 0.5], pick: 2 }]],
    ['wordings that share the orders unevenly', (w: readonly object[]) => [...w, w[0]]],
  ])('%s: refused', async (_, change) => {
    const bundle = await worded((wordings) => change(wordings) as ChoiceReading['wordings']);
    expect((await readRunFile(await runFileBlob(bundle, smallReport), parseSuite)).ok).toBe(false);
  });

  test('are kept whole in outlines', async () => {
    const { trials } = await worded((wordings) => wordings);
    const [outline] = unpackOutlines(packOutlines(trials));
    expect(outline).toEqual({ ...trials[0], exchanges: [] });
  });
});
