import { afterEach, describe, expect, test, vi } from 'vitest';
import type { LibraryProgress } from '../../src/domain/library.ts';
import { marksIn } from '../../workers/library/journal.ts';
import { bytesHereOf } from '../../workers/library/sources.ts';
import {
  brokenOff,
  brought,
  expectWhole,
  flipped,
  folderOf,
  graph,
  model,
  sizeOf,
  zipped,
  quickClock,
} from './import-folder.ts';
import { memoryDrawer } from './memory-drawer.ts';

afterEach(() => void vi.restoreAllMocks());

describe('bringIn, the same folder again', () => {
  test('given up half way: whole files are not read again, the half one goes on from its length', async () => {
    const drawer = memoryDrawer();
    const here = await brokenOff((await folderOf(model)).sources, drawer);
    const half = (await marksIn(drawer)).find(({ whole }) => !whole);
    const { sources, read } = await folderOf(model);
    expect(bytesHereOf(sources, await marksIn(drawer))).toBe(here);
    expectWhole(await brought(sources, { drawer }), drawer);
    expect(read[half?.path ?? '']).toBe((half?.total ?? 0) - (half?.bytes ?? 0));
    expect(Object.values(read).reduce((sum, bytes) => sum + bytes, 0)).toBe(sizeOf(model) - here);
  });

  test('a sudden end: goes on from the last mark, whatever lies behind it', async () => {
    const drawer = memoryDrawer();
    await brokenOff((await folderOf(model)).sources, drawer);
    const found = drawer.afterCrash(12_345);
    const here = (await marksIn(found)).reduce((sum, { bytes }) => sum + bytes, 0);
    const { sources, read } = await folderOf(model);
    expectWhole(await brought(sources, { drawer: found }), found);
    expect(Object.values(read).reduce((sum, bytes) => sum + bytes, 0)).toBe(sizeOf(model) - here);
  });

  test('all is here already: nothing is read', async () => {
    const drawer = memoryDrawer();
    expectWhole(await brought((await folderOf(model)).sources, { drawer }), drawer);
    const { sources, read } = await folderOf(model);
    const told: LibraryProgress[] = [];
    expectWhole(await brought(sources, { drawer, told }), drawer);
    expect(read).toEqual({});
    expect(told.at(-1)).toMatchObject({ bytesDone: sizeOf(model), bytesTotal: sizeOf(model), note: '' });
  });

  test('progress begins with what is here; rate and time left are of what is copied now', async () => {
    const drawer = memoryDrawer();
    const here = await brokenOff((await folderOf(model)).sources, drawer);
    const told: LibraryProgress[] = [];
    // To check a file again takes three seconds.
    const pass = quickClock();
    const slow = { ...drawer, open: (path: string) => (path === graph && pass(3000), drawer.open(path)) };
    await brought((await folderOf(model)).sources, { drawer: slow, told });
    expect(told[0]).toMatchObject({ bytesDone: here, bytesTotal: sizeOf(model), bytesPerSecond: null });
    expect(told.map(({ note }) => note)).toContain('Checking what is here already.');
    const steps = told.map(({ bytesDone }) => bytesDone);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    const rates = told.flatMap(({ bytesPerSecond }) => bytesPerSecond ?? []);
    // A piece has 64 KiB, and the clock goes on by less than a second for each.
    expect(rates.length).toBeGreaterThan(0);
    expect(Math.max(...rates)).toBeLessThan(65_536 * 10);
    expect(Math.min(...rates)).toBeGreaterThan(65_536);
    for (const { bytesPerSecond, secondsLeft, bytesDone } of told) {
      if (bytesPerSecond !== null) expect(secondsLeft).toBe((sizeOf(model) - bytesDone) / bytesPerSecond);
    }
    expect(told.at(-1)).toMatchObject({ bytesDone: sizeOf(model), note: '' });
  });

  test('no more room is asked for than the rest takes', async () => {
    const drawer = memoryDrawer();
    const here = await brokenOff((await folderOf(model)).sources, drawer);
    const rest = sizeOf(model) - here;
    expect(await brought((await folderOf(model)).sources, { drawer, free: rest - 1 })).toMatchObject({
      fault: 'no-room',
    });
    expectWhole(await brought((await folderOf(model)).sources, { drawer, free: rest }), drawer);
  });

  test('a full disk on the way: what came is kept, and is not read again when there is room', async () => {
    let capacity = 2_000_000;
    const drawer = memoryDrawer(new Map(), () => capacity);
    expect(await brought((await folderOf(model)).sources, { drawer })).toMatchObject({ fault: 'no-room' });
    capacity = Infinity;
    const { sources, read } = await folderOf(model);
    const here = bytesHereOf(sources, await marksIn(drawer));
    expect(here).toBeGreaterThan(1_500_000);
    expectWhole(await brought(sources, { drawer }), drawer);
    expect(Object.values(read).reduce((sum, bytes) => sum + bytes, 0)).toBe(sizeOf(model) - here);
  });

  test('given up again while what is here is checked: all of it stays', async () => {
    const drawer = memoryDrawer();
    const here = await brokenOff((await folderOf(model)).sources, drawer);
    expect(await brought((await folderOf(model)).sources, { drawer, until: 0 })).toMatchObject({ fault: 'cancelled' });
    expect(bytesHereOf((await folderOf(model)).sources, await marksIn(drawer))).toBe(here);
  });
});

describe('bringIn, the same zip again', () => {
  test.each([
    ['stored', false],
    ['packed', true],
  ])('%s: goes on, and what is whole is not unpacked again', async (_, packs) => {
    const drawer = memoryDrawer();
    const here = await brokenOff(await zipped(model, packs), drawer);
    const opened: string[] = [];
    const again = (await zipped(model, packs)).map((source) => ({
      ...source,
      open: () => (opened.push(source.path), source.open()),
    }));
    expect(bytesHereOf(again, await marksIn(drawer))).toBe(here);
    const whole = (await marksIn(drawer)).filter((mark) => mark.whole).map(({ path }) => path);
    const told: LibraryProgress[] = [];
    expectWhole(await brought(again, { drawer, told }), drawer);
    expect(told[0]?.bytesDone).toBe(here);
    expect(opened.toSorted()).toEqual([...model.keys()].filter((path) => !whole.includes(path)).toSorted());
  });

  test('what is here of a packed file does not begin it: it is copied anew', async () => {
    const drawer = memoryDrawer();
    await brokenOff(await zipped(model, true), drawer);
    const half = (await marksIn(drawer)).find(({ whole }) => !whole)?.path ?? '';
    const bytes = model.get(half) ?? new Uint8Array();
    const files = new Map([...model, [half, flipped(bytes, bytes.length - 1_400_000)]]);
    // A checksum that does not tell the two apart.
    const stamps = new Map((await zipped(model, true)).map(({ path, stamp = '' }) => [path, stamp]));
    const again = (await zipped(files, true)).map((source) => ({ ...source, stamp: stamps.get(source.path) ?? '' }));
    const told: LibraryProgress[] = [];
    expectWhole(await brought(again, { drawer, told }), drawer, files);
    expect(told.at(-1)?.bytesDone).toBe(sizeOf(files));
  });

  test('made anew with one file another: that one is copied anew, by its checksum', async () => {
    const drawer = memoryDrawer();
    await brokenOff(await zipped(model, false), drawer);
    const bytes = model.get(graph) ?? new Uint8Array();
    const files = new Map([...model, [graph, flipped(bytes, bytes.length - 1)]]);
    expectWhole(await brought(await zipped(files, false), { drawer }), drawer, files);
  });
});
