import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type { PhraseScore } from '../../src/domain/report.ts';
import { axisLayout } from '../../src/views/parts/charts/axis-layout.ts';
import { placeLabels, type Wanted } from '../../src/views/parts/charts/labels.ts';
import { notable, pairsOf } from '../../src/views/parts/charts/notable.ts';
import { csvOf } from '../../src/views/parts/charts/saving.ts';
import { linear, textWidth, ticks } from '../../src/views/parts/charts/scale.ts';
import { swarm } from '../../src/views/parts/charts/swarm.ts';

const phrase = (over: Partial<PhraseScore>): PhraseScore => ({
  itemId: over.text ?? '',
  text: '',
  role: 'probe',
  side: 'between',
  pair: '',
  score: 0,
  ...over,
});

describe('ticks', () => {
  test('are round, within the domain and few', () => {
    expect(ticks([0, 1], 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks([-1.04, 1.04], 4)).toEqual([-1, 0, 1]);
  });
  test('an empty domain has one', () => expect(ticks([2, 2], 5)).toEqual([2]));
});

test('linear maps the ends of the domain to the ends of the range', () => {
  const x = linear([-1, 1], [10, 110]);
  expect([x(-1), x(0), x(1)]).toEqual([10, 60, 110]);
});

test('swarm: marks on one level are never nearer than their size', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 80 }), (xs) => {
      const levels = swarm(xs, 9);
      xs.forEach((x, i) =>
        xs.forEach((other, j) => {
          if (i < j && levels[i] === levels[j]) expect(Math.abs(x - other)).toBeGreaterThanOrEqual(9);
        }),
      );
    }),
  );
});

describe('placeLabels', () => {
  const wanted = fc.array(
    fc.record({
      id: fc.uuid(),
      x: fc.double({ min: 0, max: 500, noNaN: true }),
      width: fc.double({ min: 20, max: 120, noNaN: true }),
      group: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    }),
    { maxLength: 24 },
  );

  test('no two labels overlap and no leader crosses a label', () => {
    fc.assert(
      fc.property(wanted, (all: Wanted[]) => {
        const placed = placeLabels(all, 6, [0, 500]).map((label) => {
          const want = all.find((one) => one.id === label.id);
          const half = (want?.width ?? 0) / 2;
          return { ...label, mark: want?.x ?? 0, left: label.x - half, right: label.x + half };
        });
        for (const one of placed) {
          for (const other of placed) {
            if (one === other) continue;
            if (one.row === other.row) expect(one.right <= other.left || one.left >= other.right).toBe(true);
            if (one.row < other.row) expect(other.mark <= one.left || other.mark >= one.right).toBe(true);
          }
        }
      }),
    );
  });

  test('a group that finds no room for one of its labels shows none of them', () => {
    const label = (id: string, x: number, group: string): Wanted => ({ id, x, width: 100, group });
    const placed = placeLabels([label('a', 50, 'first'), label('b', 250, 'pair'), label('c', 52, 'pair')], 1, [0, 400]);
    expect(placed.map(({ id }) => id)).toEqual(['a']);
  });
});

describe('pairsOf and notable', () => {
  const phrases = [
    phrase({ text: 'kill time', pair: 'kill', score: 0.1 }),
    phrase({ text: 'kill people', pair: 'kill', score: -0.2 }),
    phrase({ text: 'save a life', pair: 'life', score: 0.9 }),
    phrase({ text: 'ruin a life', pair: 'life', score: -0.9 }),
    phrase({ text: 'alone', score: 0.95 }),
  ];
  test('the widest pair comes first', () => expect(pairsOf(phrases).map(({ pair }) => pair)).toEqual(['life', 'kill']));
  test('kill time and kill people are labelled before all others', () =>
    expect(notable(phrases, 1).map(({ text }) => text)).toEqual([
      'kill people',
      'kill time',
      'ruin a life',
      'save a life',
      'alone',
    ]));
});

test('axisLayout: higher scores stand further right, and everything is inside the drawing', () => {
  const phrases = Array.from({ length: 60 }, (_, i) =>
    phrase({ itemId: `p${i}`, text: `phrase ${i}`, role: i % 3 ? 'probe' : 'anchor', score: Math.sin(i * 7) * 1.3 }),
  );
  for (const width of [320, 900]) {
    const layout = axisLayout(phrases, width);
    expect(layout.marks).toHaveLength(60);
    layout.marks.slice(1).forEach((mark, i) => expect(mark.x).toBeGreaterThanOrEqual(layout.marks[i]?.x ?? 0));
    for (const { x, y } of layout.marks) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(layout.height);
    }
    for (const { mark, x } of layout.labels) {
      const half = textWidth(mark.phrase.text, 12) / 2;
      expect(x - half).toBeGreaterThanOrEqual(0);
      expect(x + half).toBeLessThanOrEqual(width);
    }
  }
});

test('csvOf quotes what needs it and disarms formulas', () => {
  expect(
    csvOf({
      columns: ['a', 'b'],
      rows: [
        ['x, "y"', 1],
        ['=1+1', null],
      ],
    }),
  ).toBe('a,b\r\n"x, ""y""",1\r\n\'=1+1,\r\n');
});
