import { expect, test } from 'vitest';
import { contentHash } from '../../src/domain/canonical.ts';
import { refusalText } from '../../src/domain/parsed.ts';
import type { RunBundle } from '../../src/domain/run.ts';
import { readRunFile } from '../../src/exports/run-file-reading.ts';
import { runFileBlob } from '../../src/exports/run-file.ts';
import { parseSuite } from '../../src/suites/suite.ts';
import { smallBundle, smallReport } from './small-run.ts';

const bundle = await smallBundle();
const asked = bundle.run.plan.parts[0]?.itemIds.length ?? 0;

/** The small run as if its first suite's items had been chosen by hand from so many. */
async function chosenFrom(chosen: number): Promise<RunBundle> {
  const [first, ...others] = bundle.run.plan.parts;
  if (!first) throw new Error('the small run has a part');
  const plan = { ...bundle.run.plan, parts: [{ ...first, chosen }, ...others] };
  return { ...bundle, run: { ...bundle.run, plan, planHash: await contentHash(plan) } };
}

test('a run of items chosen by hand comes back from its file as it was', async () => {
  const run = await chosenFrom(asked);
  const read = await readRunFile(await runFileBlob(run, smallReport), parseSuite);
  expect(read.ok && read.value.bundle.run.plan).toEqual(run.run.plan);
});

test.each([asked - 1, asked + 1])(
  'chosen from %d, which is fewer than are asked or more than there are: refused',
  async (chosen) => {
    const read = await readRunFile(await runFileBlob(await chosenFrom(chosen), smallReport), parseSuite);
    expect(read.ok ? 'is read' : refusalText(read)).toBe(
      `plan.parts[0].chosen: is ${chosen}, from the ${asked} items asked to the ${asked} of the suite was wanted`,
    );
  },
);
