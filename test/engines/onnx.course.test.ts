import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchesOf, batchTokens } from '../../workers/onnx/batches.ts';
import { courseThrough, inFull, type Leg } from '../../workers/onnx/course.ts';
import type { Model } from '../../workers/onnx/model.ts';
import { partedAt, tokensOf, trieOf, type Stretch } from '../../workers/onnx/trie.ts';

describe('trieOf', () => {
  const row = (...ids: number[]) => ({ ids, wanted: [{ position: ids.length - 1, token: 0, tell: () => undefined }] });
  const shape = ({ start, end, branches }: Stretch): unknown => [start, end, ...branches.map(shape)];

  test('what rows have in common is in it once', () => {
    const trie = trieOf([row(1, 2, 3, 4, 9), row(7, 7, 7, 7), row(1, 2, 3, 4, 8)]);
    expect(trie.map(shape)).toEqual([
      [0, 4, [4, 5], [4, 5]],
      [0, 4],
    ]);
    expect(tokensOf(trie)).toBe(10);
  });

  test('a row that ends within another makes no parting, and keeps what is wanted of it', () => {
    const [only, ...others] = trieOf([row(1, 2, 3), row(1, 2), row(1, 2, 3), row(1, 2, 3, 4)]);
    expect(others).toEqual([]);
    expect(only && shape(only)).toEqual([0, 4]);
    expect(only?.wanted.map(({ position }) => position)).toEqual([1, 2, 2, 3]);
  });

  test('parted along a beginning: what comes after it, and the rest', () => {
    const trie = trieOf([row(1, 2, 3, 4, 9), row(1, 2, 3, 4, 8), row(1, 2, 5), row(6)]);
    const { shared, tail, rest } = partedAt(trie, [1, 2, 3]);
    expect(shared).toBe(3);
    expect(tail && shape(tail)).toEqual([3, 4, [4, 5], [4, 5]]);
    expect(rest.map(shape)).toEqual([
      [0, 2, [2, 3]],
      [0, 1],
    ]);
    expect(partedAt(trie, [1, 2, 3, 7])).toMatchObject({ shared: 3, tail: null });
    expect(partedAt(trie, [5])).toMatchObject({ shared: 0, tail: null, rest: trie });
  });
});

describe('courseThrough', () => {
  const row = (...ids: number[]) => ({ ids, wanted: [{ position: ids.length - 1, token: 0, tell: () => undefined }] });
  const shape = ({ from, to, next }: Leg): unknown => [from, to, ...next.map(shape)];
  const common = new Array<number>(30).fill(5);
  const rows = [1, 2].flatMap((a) => [1, 2, 3].map((b) => row(...common, a, ...common, b)));

  test('stems within stems where beginning a run costs little', () => {
    const inner = [61, 62];
    expect(courseThrough(trieOf(rows), 0, { perRun: 1, perToken: 1 }).map(shape)).toEqual([
      [0, 30, [30, 61, inner, inner, inner], [30, 61, inner, inner, inner]],
    ]);
  });

  test('whole rows where it costs much, or where nothing can be remembered', () => {
    for (const pace of [{ perRun: 1e6, perToken: 1 }, null]) {
      expect(courseThrough(trieOf(rows), 0, pace).map(shape)).toEqual(rows.map(() => [0, 62]));
    }
  });

  test('in between, only the stem that is worth a run', () => {
    const legs = courseThrough(trieOf([row(...common, 1, 2, 3, 4), row(...common, 1, 2, 4, 4), row(9)]), 0, {
      perRun: 8,
      perToken: 1,
    });
    expect(legs.map(shape)).toEqual([
      [0, 32, [32, 34], [32, 34]],
      [0, 1],
    ]);
  });

  /** Runs and tokens of every way through a trie that there is, stretch by stretch. */
  function everyWay(trie: readonly Stretch[], start: number): { runs: number; tokens: number }[] {
    const through = ({ end, branches }: Stretch): { runs: number; tokens: number }[] => {
      const tokens = end - start;
      if (branches.length === 0) return [{ runs: start === 0 ? Math.min(1, tokens / batchTokens) : 1, tokens }];
      const once = everyWay(branches, end).map((way) => ({ runs: way.runs + 1, tokens: way.tokens + tokens }));
      return [...once, ...everyWay(branches, start)];
    };
    return trie
      .map(through)
      .reduce(
        (all, ways) => all.flatMap((a) => ways.map((b) => ({ runs: a.runs + b.runs, tokens: a.tokens + b.tokens }))),
        [{ runs: 0, tokens: 0 }],
      );
  }
  const takenBy = (legs: readonly Leg[]): { runs: number; tokens: number } =>
    legs.reduce(
      ({ runs, tokens }, { from, to, next }) => {
        const after = takenBy(next);
        const own = next.length > 0 || from > 0 ? 1 : Math.min(1, (to - from) / batchTokens);
        return { runs: runs + own + after.runs, tokens: tokens + to - from + after.tokens };
      },
      { runs: 0, tokens: 0 },
    );

  test('held against every way there is: the quickest, or hardly more than the fewest tokens', () => {
    const random = fc.array(fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 9 }), {
      minLength: 1,
      maxLength: 6,
    });
    // Each token of the pattern stands for ten: stretches are long enough for three hundredths to be some.
    const rowsOf = (patterns: number[][]) =>
      patterns.map((ids) => row(...ids.flatMap((id) => new Array<number>(10).fill(id))));
    fc.assert(
      fc.property(random, fc.double({ min: 0, max: 60, noNaN: true }), (patterns, perRun) => {
        const trie = trieOf(rowsOf(patterns));
        const ways = everyWay(trie, 0);
        const seconds = ({ runs, tokens }: { runs: number; tokens: number }) => runs * perRun + tokens;
        const [fewest, quickest] = [
          Math.min(...ways.map(({ tokens }) => tokens)),
          Math.min(...ways.map((way) => seconds(way))),
        ];
        const taken = takenBy(courseThrough(trie, 0, { perRun, perToken: 1 }));
        expect(fewest).toBe(tokensOf(trie));
        if (taken.tokens > fewest * 1.03) expect(seconds(taken)).toBeCloseTo(quickest, 6);
        const frugal = ways.filter(({ tokens }) => tokens <= fewest * 1.03);
        const best = Math.min(...frugal.map((way) => seconds(way)));
        // More tokens only for a quarter of the time, and then all that can be had for them.
        if (quickest >= best * 0.75) expect(taken.tokens).toBeLessThanOrEqual(fewest * 1.03);
        if (quickest === best) expect(seconds(taken)).toBeCloseTo(quickest, 6);
      }),
      { numRuns: 300, seed: 11 },
    );
  });

  test('everything that is wanted is read once, whatever the way', () => {
    const wantedIn = (leg: Leg): number => leg.wanted.length + leg.next.reduce((sum, next) => sum + wantedIn(next), 0);
    const more = [...rows, row(...common), row(...common, 1), row(5, 5)];
    for (const perRun of [0, 1, 25, 40, 100, 1e6]) {
      const legs = courseThrough(trieOf(more), 0, { perRun, perToken: 1 });
      expect(legs.reduce((sum, leg) => sum + wantedIn(leg), 0)).toBe(more.length);
      const full = legs.flatMap((leg) => (leg.next.length > 0 ? inFull(leg) : [leg]));
      expect(full.map(({ from, to }) => [from, to])).toEqual(rows.map(() => [0, 62]));
      expect(full.reduce((sum, leg) => sum + wantedIn(leg), 0)).toBe(more.length);
    }
  });
});

describe('batchesOf', () => {
  const model = (alone: boolean, vocabSize = 100, narrowed = false) =>
    ({ alone, config: { vocabSize }, session: { narrowed } }) as Model;
  const rows = [10, 400, 390, 200, 380, 12].map((length) => ({ ids: new Array<number>(length).fill(0) }));

  test('rows of like length together, all of them once', () => {
    expect(batchesOf(model(true), rows).map((batch) => batch.map((row) => row.ids.length))).toEqual([
      [400, 390],
      [380],
      [200],
      [12, 10],
    ]);
  });

  test('a large vocabulary: fewer rows where every place is scored, not where only asked ones are', () => {
    const short = Array.from({ length: 8 }, () => ({ ids: new Array<number>(100).fill(0), asked: [0] }));
    expect(batchesOf(model(true, 60_000), short).map((batch) => batch.length)).toEqual([2, 2, 2, 2]);
    expect(batchesOf(model(true, 60_000, true), short).map((batch) => batch.length)).toEqual([8]);
  });

  test('a model whose numbers depend on company: one by one', () => {
    expect(batchesOf(model(false), rows).map((batch) => batch.length)).toEqual([1, 1, 1, 1, 1, 1]);
  });
});
