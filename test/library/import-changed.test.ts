import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LibraryProgress } from '../../src/domain/library.ts';
import { marksIn } from '../../workers/library/journal.ts';
import { bytesHereOf } from '../../workers/library/sources.ts';
import {
  brokenOff,
  brought,
  day,
  expectWhole,
  flipped,
  folderOf,
  graph,
  model,
  padding,
  quickClock,
  second,
  sizeOf,
  taken,
  type Files,
} from './import-folder.ts';
import { memoryDrawer } from './memory-drawer.ts';

afterEach(() => void vi.restoreAllMocks());

describe('bringIn, a folder that has changed', () => {
  test.each([
    ['of another date', () => [], { [graph]: day + 1 }],
    ['longer', () => padding(0, 1), {}],
  ])('the file that is whole is now %s: copied anew, the rest goes on', async (_, more, dates) => {
    const drawer = memoryDrawer();
    await brokenOff((await folderOf(model)).sources, drawer);
    expect((await marksIn(drawer)).find(({ path }) => path === graph)?.whole).toBe(true);
    const files = new Map([...model, [graph, new Uint8Array([...(model.get(graph) ?? []), ...more()])]]);
    const { sources, read } = await folderOf(files, dates);
    const here = bytesHereOf(sources, await marksIn(drawer));
    const told: LibraryProgress[] = [];
    expectWhole(await brought(sources, { drawer, told }), drawer, files);
    expect(read[graph]).toBe(files.get(graph)?.length);
    expect(Object.values(read).reduce((sum, bytes) => sum + bytes, 0)).toBe(sizeOf(files) - here);
    expect(told.map(({ note }) => note)).toContain(`${graph} is not what it was, so it is copied anew.`);
    expect(told[0]?.bytesDone).toBe(here);
  });

  test('a file that is no longer there is not kept', async () => {
    const drawer = memoryDrawer();
    await brokenOff((await folderOf(model)).sources, drawer);
    const files = new Map([...model].filter(([path]) => path !== graph));
    expectWhole(await brought((await folderOf(files)).sources, { drawer }), drawer, files);
  });

  test.each([
    ['a bit of it is another', (bytes: Uint8Array) => flipped(bytes, 700_000)],
    ['it is cut short', (bytes: Uint8Array) => bytes.slice(0, 700_000)],
  ])('what was copied is damaged (%s): copied anew', async (_, damage) => {
    const drawer = memoryDrawer();
    await brokenOff((await folderOf(model)).sources, drawer);
    drawer.contents.set(graph, damage(drawer.contents.get(graph) ?? new Uint8Array()));
    const { sources, read } = await folderOf(model);
    const told: LibraryProgress[] = [];
    expectWhole(await brought(sources, { drawer, told }), drawer);
    expect(read[graph]).toBe(model.get(graph)?.length);
    expect(told.at(-1)?.bytesDone).toBe(sizeOf(model));
  });

  test('a file that tells no date is believed only as far as its bytes bear it out', async () => {
    const undated = (files: Files) =>
      taken({ kind: 'folder', files: [...files].map(([path, bytes]) => ({ path, blob: new Blob([bytes]) })) });
    for (const at of [null, 10, 600_000]) {
      const drawer = memoryDrawer();
      await brokenOff(await undated(model), drawer);
      const half = (await marksIn(drawer)).find(({ whole }) => !whole)?.path ?? '';
      const files = new Map(model);
      // Within the noise, so that it is a graph still.
      const bytes = model.get(half) ?? new Uint8Array();
      if (at !== null) files.set(half, flipped(bytes, bytes.length - 1_500_000 + at));
      expectWhole(await brought(await undated(files), { drawer }), drawer, files);
    }
  });
});

test('bringIn, broken off and changed at will: what is kept in the end is always the folder as it is', async () => {
  const paths = ['config.json', 'tokenizer.json', graph, second];
  const step = fc.record({
    until: fc.nat(sizeOf(model)),
    crashes: fc.boolean(),
    changed: fc.subarray([graph, second]),
    damaged: fc.subarray(paths),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 4 }), async (steps) => {
      quickClock();
      let drawer = memoryDrawer();
      const files = new Map(model);
      const dates: Record<string, number> = {};
      for (const { until, crashes, changed, damaged } of steps) {
        for (const path of changed) {
          const bytes = files.get(path) ?? new Uint8Array();
          files.set(path, flipped(bytes, bytes.length - 1 - (until % 1_000_000)));
          dates[path] = (dates[path] ?? day) + 1;
        }
        await brought((await folderOf(files, dates)).sources, { drawer, until });
        if (crashes) drawer = drawer.afterCrash(99);
        for (const path of damaged) {
          const there = drawer.contents.get(path);
          if (there) drawer.contents.set(path, flipped(there, until % Math.max(1, there.length)));
        }
      }
      expectWhole(await brought((await folderOf(files, dates)).sources, { drawer }), drawer, files);
    }),
    { numRuns: 15 },
  );
});
