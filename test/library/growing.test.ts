import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { takeUp } from '../../workers/library/growing.ts';
import { openJournal } from '../../workers/library/journal.ts';
import { memoryDrawer, type MemoryDrawer } from './memory-drawer.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const bytes = (text: string) => new TextEncoder().encode(text);
let time = 0;

async function opened(drawer: MemoryDrawer) {
  return takeUp('f', null, await drawer.open('f'), await openJournal(drawer), () => time);
}

describe('takeUp', () => {
  test('a new file is empty; its digest is that of what was appended', async () => {
    const growing = await opened(memoryDrawer());
    expect([growing.bytes(), growing.digest()]).toEqual([0, sha256('')]);
    growing.append(bytes('he'));
    expect(growing.digest()).toBe(sha256('he'));
    growing.append(bytes('llo'));
    expect([growing.bytes(), growing.digest()]).toEqual([5, sha256('hello')]);
  });

  test('after a crash: goes on from the last mark, whatever lies behind it', async () => {
    const drawer = memoryDrawer();
    const growing = await opened(drawer);
    growing.append(bytes('marked'));
    growing.etag = 'e';
    growing.mark();
    growing.append(bytes(' and lost'));
    const again = await opened(drawer.afterCrash(7));
    expect([again.bytes(), again.digest(), again.etag]).toEqual([6, sha256('marked'), 'e']);
    again.append(bytes('!'));
    expect(again.digest()).toBe(sha256('marked!'));
  });

  test('is marked by itself twice a second', async () => {
    const drawer = memoryDrawer();
    const growing = await opened(drawer);
    time += 499;
    growing.append(bytes('early'));
    expect((await opened(drawer.afterCrash())).bytes()).toBe(0);
    time += 1;
    growing.append(bytes(', late'));
    growing.append(bytes(', lost'));
    expect((await opened(drawer.afterCrash())).bytes()).toBe('early, late'.length);
  });

  test.each([
    ['shorter', 'mar'],
    ['different', 'Marked'],
  ])('what lies there is %s than the journal says: begins anew', async (_, there) => {
    const drawer = memoryDrawer();
    const growing = await opened(drawer);
    growing.append(bytes('marked'));
    growing.mark();
    const spoilt = drawer.afterCrash();
    spoilt.contents.set('f', bytes(there));
    const again = await opened(spoilt);
    expect([again.bytes(), again.digest(), spoilt.contents.get('f')?.length]).toEqual([0, sha256(''), 0]);
  });
});
