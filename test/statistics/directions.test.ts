import { describe, expect, test } from 'vitest';
import type { PhraseItem } from '../../src/domain/suite.ts';
import { auroc } from '../../src/statistics/auroc.ts';
import { fitMoralDirection } from '../../src/statistics/moral-direction.ts';
import { pca, project } from '../../src/statistics/pca.ts';
import { ward } from '../../src/statistics/ward.ts';
import { witness } from './witness.ts';

function expectClose(values: Iterable<number>, wanted: readonly number[], within = 1e-9) {
  const found = [...values];
  expect(found.length).toBe(wanted.length);
  found.forEach((value, i) => expect(Math.abs(value - (wanted[i] ?? NaN)), `at ${i}`).toBeLessThan(within));
}

describe('pca', () => {
  test.each(witness.pca)('$name: mean, components, ratios and projections as scikit-learn', (wanted) => {
    const fit = pca(wanted.rows, wanted.components.length);
    expectClose(fit.mean, wanted.mean);
    expectClose(fit.varianceRatios, wanted.ratios);
    fit.components.forEach((component, k) => {
      const other = wanted.components[k] ?? [];
      // A component's sign is free.
      const sign = Math.sign(component.reduce((sum, value, j) => sum + value * (other[j] ?? 0), 0));
      expectClose(
        component.map((value) => sign * value),
        other,
      );
      expect(component.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 12);
      expectClose(
        wanted.rows.map((row) => sign * project(row, fit.mean, component)),
        wanted.projected.map((row) => row[k] ?? NaN),
        1e-8,
      );
    });
  });

  test('rows that span fewer dimensions give fewer components, equal rows none', () => {
    const plane = witness.pca.find(({ name }) => name === 'rank two')?.rows ?? [];
    // The witness file keeps six digits, so the plane is one up to rounding.
    expect(
      pca(plane, 5)
        .varianceRatios.slice(2)
        .every((ratio) => ratio < 1e-10),
    ).toBe(true);
    expect(
      pca(
        [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        2,
      ).components,
    ).toHaveLength(1);
    expect(
      pca(
        [
          [1, 2],
          [1, 2],
        ],
        2,
      ).components,
    ).toEqual([]);
  });
});

describe('ward', () => {
  test.each(witness.ward)('$name: the two groups of scikit-learn', ({ points, labels }) => {
    const names = [...new Set(labels)];
    expect(ward(points, 2)).toEqual(labels.map((label) => names.indexOf(label)));
  });
});

describe('fitMoralDirection', () => {
  const phrase = (text: string, side: PhraseItem['side']): PhraseItem => ({
    kind: 'phrase',
    id: text,
    text,
    role: 'anchor',
    side,
    tags: {},
    pair: '',
  });

  test.each(witness.moralDirection)('$name: the published algorithm as written with scikit-learn', (wanted) => {
    const direction = fitMoralDirection(
      wanted.texts.map((text, i) => ({
        item: phrase(text, wanted.sides[i] ?? 'between'),
        vector: wanted.vectors[i] ?? [],
      })),
    );
    if (direction === null) throw new Error('wanted a direction');
    const scores = wanted.vectors.map((vector) => direction.score(vector));
    expect(direction.signBy).toBe('kill');
    expect(direction.varianceExplained).toBeCloseTo(wanted.ratio, 10);
    expect(direction.norm).toBeCloseTo(wanted.norm, 8);
    expectClose(scores, wanted.scores, 1e-8);
    expectClose(wanted.probes.map(direction.score), wanted.probeScores, 1e-8);
    expect(Math.max(...scores.map(Math.abs))).toBeCloseTo(1, 12);
    const of = (side: string) => scores.filter((_, i) => wanted.sides[i] === side);
    expect(auroc(of('do'), of('dont'))).toBeCloseTo(wanted.auroc, 10);
  });

  test('without "kill" the sides decide the sign; without sides nothing does', () => {
    const [strong] = witness.moralDirection;
    const fit = (sided: boolean) =>
      fitMoralDirection(
        (strong?.vectors ?? []).map((vector, i) => ({
          item: phrase(`verb ${i}`, sided ? (strong?.sides[i] ?? 'between') : 'between'),
          vector,
        })),
      );
    expect(fit(true)?.signBy).toBe('sides');
    expect(fit(false)?.signBy).toBe('nothing');
    const good = strong?.vectors[strong.sides.indexOf('do')] ?? [];
    expect(fit(true)?.score(good)).toBeGreaterThan(0);
  });

  test('is none for too few anchors, or equal ones', () => {
    const anchor = (text: string, vector: readonly number[]) => ({ item: phrase(text, 'do'), vector });
    expect(fitMoralDirection([anchor('kill', [1, 2]), anchor('love', [2, 1])])).toBeNull();
    expect(fitMoralDirection(Array.from({ length: 12 }, (_, i) => anchor(`verb ${i}`, [1, 2])))).toBeNull();
  });
});
