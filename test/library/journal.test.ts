import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { journalPath, openJournal, type Mark } from '../../workers/library/journal.ts';
import { memoryDrawer } from './memory-drawer.ts';

const mark = (path: string, bytes: number): Mark => ({
  path,
  bytes,
  sha256: 'ab',
  whole: false,
  total: 100,
  etag: null,
  wanted: null,
});
const origin = { repo: 'o/m', revision: 'main', commit: null };

describe('openJournal', () => {
  test('what was set is there when it is opened again; the last mark of a path counts', async () => {
    const drawer = memoryDrawer();
    const journal = await openJournal(drawer);
    expect([journal.origin(), journal.marks()]).toEqual([null, []]);
    journal.begin(origin);
    journal.set(mark('a', 1));
    journal.set(mark('é/b', 1));
    journal.set(mark('a', 2));
    journal.drop('é/b');
    journal.close();
    const again = await openJournal(drawer);
    expect([again.origin(), again.marks()]).toEqual([origin, [mark('a', 2)]]);
  });

  test('cut off or spoilt anywhere: holds what was written before, and can be written on', async () => {
    const whole = memoryDrawer();
    const journal = await openJournal(whole);
    for (let bytes = 1; bytes <= 5; bytes++) journal.set(mark('é', bytes));
    const text = whole.contents.get(journalPath) ?? new Uint8Array();
    const lineEnds = [...text].flatMap((byte, index) => (byte === 10 ? [index + 1] : []));
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), fc.nat(40), async (length, rubbish) => {
        const spoilt = new Uint8Array([...text.subarray(0, length), ...new Uint8Array(rubbish).fill(0xff)]);
        const drawer = memoryDrawer(new Map([[journalPath, spoilt]]));
        const found = await openJournal(drawer);
        const lines = lineEnds.filter((end) => end <= length).length;
        expect(found.mark('é')?.bytes).toBe(lines === 0 ? undefined : lines);
        found.set(mark('é', 9));
        found.close();
        expect((await openJournal(drawer)).marks()).toEqual([mark('é', 9)]);
      }),
    );
  });
});
