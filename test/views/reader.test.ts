import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Annotation } from '../../src/domain/annotation.ts';
import type { RunBundle } from '../../src/domain/run.ts';
import { annotate } from '../../src/store/annotations.ts';
import { database } from '../../src/store/database.ts';
import { appendTrials, createRun, saveBundle } from '../../src/store/runs.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import type { Found, ReaderDesk } from '../../src/views/parts/reader/desk.ts';
import { readerDesk } from '../../src/views/parts/reader/desk-of-store.ts';
import { everything, type Query } from '../../src/views/parts/reader/query.ts';
import { longBundle } from './long-run.ts';

let bundle: RunBundle;
let desk: ReaderDesk;
const id = 'long-run';
const items = 700;

beforeEach(async () => {
  await database.delete();
  await database.open();
  bundle = await longBundle(id, items);
  await saveBundle(bundle);
  desk = readerDesk();
  await desk.open(id);
});

async function find(query: Partial<Query>): Promise<Found> {
  const found = await desk.find(id, { ...everything, ...query }, 0, null);
  if (!found) throw new Error('a list was wanted');
  return found;
}

/** Whatever the list, all its ids. */
async function idsOf(query: Partial<Query>): Promise<string[]> {
  const found = await find(query);
  const ids: string[] = [];
  for (let from = 0; from < found.total; from += 100) {
    for (const row of (await desk.rows(found.token, from)) ?? []) ids.push(row.itemId);
  }
  expect(ids).toHaveLength(found.total);
  return ids;
}

const correction = (itemId: string, value: number): Annotation => ({
  id: `c-${itemId}`,
  suiteId: 'long',
  itemId,
  made: '2026-09-01T10:00:00.000Z',
  kind: 'correction',
  verdict: { kind: 'scored', value },
  reason: 'The key is wrong here.',
});

describe('open', () => {
  test('a run that is not kept: null', async () => expect(await desk.open('nowhere')).toBeNull());

  test('the run, its suites without items, and the first lines in the plan’s order', async () => {
    const opened = await desk.open(id);
    expect(opened?.run).toEqual(bundle.run);
    expect(opened?.suites.map(({ items: none, title }) => [title, none])).toEqual(
      bundle.suites.map(({ title }) => [title, []]),
    );
    expect(opened?.asked).toBe(bundle.trials.length);
    expect(opened?.first.map(({ itemId }) => itemId)).toEqual(bundle.run.plan.parts[0]?.itemIds.slice(0, 40));
  });

  test('trials that came in since: are seen', async () => {
    const { run, suites, trials } = await longBundle('going-on', 20);
    await createRun({ ...run, status: 'running', ended: null }, suites);
    await appendTrials('going-on', trials.slice(0, 5));
    expect((await desk.open('going-on'))?.asked).toBe(5);
    await appendTrials('going-on', trials.slice(5));
    expect((await desk.open('going-on'))?.asked).toBe(trials.length);
  });
});

describe('part and report', () => {
  test('the numbers are those of the whole run with all its evidence', async () => {
    const report = summarize(bundle);
    expect(await desk.report(id)).toEqual(report);
    for (const part of report.parts)
      expect((await desk.part(id, part.suiteId))?.part.estimates).toEqual(part.estimates);
  });

  test('a correction: as measured stays, corrected stands beside it, counted', async () => {
    const before = await desk.part(id, 'long');
    const wrong = (await find({ suiteId: 'long', outcome: 'other' })).rows[0]?.itemId ?? '';
    await annotate(id, correction(wrong, 1));
    await desk.open(id);
    const after = await desk.part(id, 'long');
    expect(after?.part).toEqual(before?.part);
    expect(after?.corrections).toBe(1);
    const [measured, corrected] = [after?.part.estimates[0], after?.corrected?.estimates[0]];
    expect((corrected?.value ?? 0) * (corrected?.n ?? 0)).toBeCloseTo((measured?.value ?? 0) * (measured?.n ?? 0) + 1);
    expect((await find({ marked: 'corrected' })).rows.map(({ itemId }) => itemId)).toEqual([wrong]);
  });
});

describe('find', () => {
  test('everything: every item that was asked, in the plan’s order', async () => {
    expect(await idsOf({})).toEqual(bundle.run.plan.parts.flatMap(({ itemIds }) => itemIds));
  });

  test('outcomes part the items, and agree with the facets', async () => {
    const facets = (await desk.facets(id)) ?? [];
    let sum = 0;
    for (const outcome of ['key', 'tie', 'other', 'open', 'unscored', 'failed'] as const) {
      const { total } = await find({ suiteId: 'long', outcome });
      expect(total).toBe(facets[0]?.outcomes[outcome] ?? 0);
      sum += total;
    }
    expect(sum).toBe(items);
    expect((await find({ outcome: 'failed' })).total).toBeGreaterThan(0);
    expect((await find({ outcome: 'unscored' })).total).toBeGreaterThan(0);
  });

  test('by tag and by pick: as many as the facets say', async () => {
    const [long] = (await desk.facets(id)) ?? [];
    for (const [tag, many] of long?.tags ?? []) expect((await find({ tag })).total).toBe(many);
    for (const [pick, many] of long?.picks ?? []) expect((await find({ pick })).total).toBe(many);
    expect(long?.picks.map(([name]) => name)).toContain('agreeable');
  });

  test('words: all must occur, in any case, also in an option’s text', async () => {
    const found = await idsOf({ words: 'SITUATION 17' });
    expect(found).toContain('item-17');
    expect(found).toContain('item-170');
    expect(found).not.toContain('item-18');
    expect((await find({ words: 'reply 31 item' })).total).toBeGreaterThan(0);
    expect((await find({ words: 'zebra' })).total).toBe(0);
  });

  test('words in a note are found', async () => {
    await annotate(id, { ...correction('item-3', 1), id: 'n', kind: 'note', text: 'A Zebra' } as Annotation);
    await desk.open(id);
    expect(await idsOf({ words: 'zebra' })).toEqual(['item-3']);
  });

  test('margins: within the bounds, and none without a margin', async () => {
    const margins = new Map(
      bundle.trials.flatMap((trial) =>
        trial.outcome === 'answered' && trial.score.kind !== 'unscored' && trial.score.reading.kind === 'choice'
          ? [[trial.itemId, trial.score.reading.margin ?? NaN] as const]
          : [],
      ),
    );
    const within = [...margins].filter(([, margin]) => margin >= -1 && margin <= 0.5).map(([itemId]) => itemId);
    expect(within.length).toBeGreaterThan(10);
    expect(new Set(await idsOf({ least: -1, most: 0.5 }))).toEqual(new Set(within));
  });

  test('orders: by probability of the key, by how close it was, by text; what has no number comes last', async () => {
    const rows = (await find({ suiteId: 'long', order: 'key-least' })).rows;
    const shares = rows.flatMap(({ figure }) => (figure === null ? [] : [figure]));
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    const ids = await idsOf({ suiteId: 'long', order: 'key-least' });
    const lost = bundle.trials.filter(({ outcome }) => outcome === 'failed').map(({ itemId }) => itemId);
    expect(ids.slice(-200)).toEqual(expect.arrayContaining(lost));
    const words = (await find({ suiteId: 'long', order: 'text' })).rows.map((row) => row.words.toLowerCase());
    expect(words).toEqual(words.toSorted());
  });

  test('phrases: by their place on the line, once that is computed', async () => {
    await desk.part(id, 'phrases');
    const { rows } = await find({ suiteId: 'phrases', order: 'score' });
    const scores = rows.map(({ figure }) => figure ?? NaN);
    expect(scores.every(Number.isFinite)).toBe(true);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  test('rows of a list that is no more: null', async () => {
    const { token } = await find({});
    await find({ outcome: 'key' });
    expect(await desk.rows(token, 0)).toBeNull();
  });

  test('around an item: the rows that hold it', async () => {
    const found = await desk.find(id, everything, 0, { suiteId: 'long', itemId: 'item-555' });
    expect(found?.rows.map(({ itemId }) => itemId)).toContain('item-555');
  });
});

describe('item', () => {
  test('its evidence, and its neighbours in the list that was looked at', async () => {
    const ids = await idsOf({ suiteId: 'long', outcome: 'key' });
    const one = await desk.item(id, { suiteId: 'long', itemId: ids[1] ?? '' });
    expect(one?.trial).toEqual(bundle.trials.find(({ itemId }) => itemId === ids[1]));
    expect(one?.trial.exchanges.length).toBeGreaterThan(0);
    expect([one?.previous?.itemId, one?.next?.itemId]).toEqual([ids[0], ids[2]]);
    expect(one).toMatchObject({ place: 1, total: ids.length, narrowed: true });
  });

  test('an item outside the list: its neighbours in the whole run', async () => {
    await find({ outcome: 'failed' });
    const [first, second] = bundle.run.plan.parts[0]?.itemIds ?? [];
    const one = await desk.item(id, { suiteId: 'long', itemId: first ?? '' });
    expect(one).toMatchObject({ place: 0, narrowed: false, previous: null, next: { itemId: second } });
  });

  test('in a reader that has opened nothing: the same', async () => {
    const one = await readerDesk().item(id, { suiteId: 'long', itemId: 'item-7' });
    expect(one?.item.id).toBe('item-7');
  });

  test('a phrase: its place on the line, with its neighbours', async () => {
    const one = await desk.item(id, { suiteId: 'phrases', itemId: 'phrase-5' });
    expect(one?.line?.own.itemId).toBe('phrase-5');
    expect(one?.line?.near.map(({ itemId }) => itemId)).toContain('phrase-5');
  });

  test('an item that was not asked: null', async () =>
    expect(await desk.item(id, { suiteId: 'long', itemId: 'nothing' })).toBeNull());
});
