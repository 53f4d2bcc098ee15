import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { auroc } from '../../src/statistics/auroc.ts';
import { mean } from '../../src/statistics/mean.ts';
import { pca, project } from '../../src/statistics/pca.ts';
import { pearson } from '../../src/statistics/pearson.ts';
import { spearman } from '../../src/statistics/spearman.ts';

const oracle = join(import.meta.dirname, '../../../shared/oracles/moral-direction');
const read = (path: string) => readFileSync(join(oracle, path), 'utf8');
const numbersOf = (path: string) =>
  new Map(
    read(path)
      .split(/\r?\n/)
      .map((line) => line.split(','))
      .filter((cells) => cells.length > 1 && cells.slice(1).every((cell) => Number.isFinite(Number(cell))))
      .map(([name, ...cells]) => [name ?? '', cells.map(Number)] as const),
  );

interface Released {
  readonly sign: number;
  readonly mean: readonly number[];
  readonly component_1: readonly number[];
  readonly explained_variance: readonly number[];
  readonly pc1_of_training_verbs_raw: Readonly<Record<string, number>>;
}

describe.skipIf(!existsSync(oracle))('published numbers (skipped without ../shared/oracles/moral-direction)', () => {
  test.each([
    ['qa_globalAMT', 'globalAMT', 116, 0.835, 0.843],
    ['qa_regional', 'regional', 113, 0.815, 0.796],
    ['raw_globalAMT', 'globalAMT', 116, 0.788, 0.811],
    ['raw_regional', 'regional', 113, 0.777, 0.766],
    ['without_q_globalAMT', 'globalAMT', 116, 0.832, 0.844],
    ['without_q_regional', 'regional', 113, 0.803, 0.791],
  ])('pearson and spearman, %s scores against people’s answers: r and rho', (scores, study, n, r, rho) => {
    const model = numbersOf(`correlation_userstudy/BERT_subspace_${scores}_bias.csv`);
    const people = numbersOf(`user_study/userStudy_yes_no_${study}.csv`);
    const both = [...people.keys()].filter((phrase) => model.has(phrase));
    expect(both).toHaveLength(n);
    const x = both.map((phrase) => model.get(phrase)?.[0] ?? NaN);
    const y = both.map((phrase) => {
      const [yes = NaN, no = NaN] = people.get(phrase) ?? [];
      return (2 * yes) / (yes + no) - 1;
    });
    expect(pearson(x, y)).toBeCloseTo(r, 3);
    expect(spearman(x, y)).toBeCloseTo(rho, 3);
  });

  test('"kill people" is the farthest phrase of the study, at -1', () => {
    const model = numbersOf('correlation_userstudy/BERT_subspace_qa_globalAMT_bias.csv');
    const [phrase, scores] = [...model].reduce((least, one) => ((one[1][0] ?? 0) < (least[1][0] ?? 0) ? one : least));
    expect(phrase).toBe('kill people');
    expect(scores[0]).toBeCloseTo(-1, 6);
  });

  describe('the released direction', () => {
    const released = existsSync(oracle)
      ? (JSON.parse(read('moral_direction_bert-large-nli-mean-tokens.json')) as Released)
      : null;
    const along = Object.entries(released?.pc1_of_training_verbs_raw ?? {});
    const values = along.map(([, value]) => value);

    test('its verbs vary along it as its first explained variance says', () => {
      const squares = values.map((value) => (value - mean(values)) ** 2);
      expect((mean(squares) * values.length) / (values.length - 1)).toBeCloseTo(
        released?.explained_variance[0] ?? NaN,
        4,
      );
      expect(Math.max(...values.map(Math.abs))).toBeCloseTo(7.95, 2);
    });

    test('pca finds it again from its verbs laid back along it in 1,024 dimensions', () => {
      const { mean: centre = [], component_1: component = [] } = released ?? {};
      const rows = values.map((value) => component.map((entry, j) => (centre[j] ?? 0) + value * entry));
      const fit = pca(rows, 5);
      const [found] = fit.components;
      if (found === undefined) throw new Error('wanted a component');
      const sign = Math.sign(found.reduce((sum, entry, j) => sum + entry * (component[j] ?? 0), 0));
      found.forEach((entry, j) => expect(sign * entry).toBeCloseTo(component[j] ?? NaN, 7));
      rows.forEach((row, i) => expect(sign * project(row, fit.mean, found)).toBeCloseTo(values[i] ?? NaN, 4));
      expect(fit.varianceRatios[0]).toBeCloseTo(1, 9);
    });

    test('with its sign all 24 Do’s lie above all 24 Don’ts', () => {
      const suite = JSON.parse(
        readFileSync(join(import.meta.dirname, '../../src/suites/moral-direction/suite.json'), 'utf8'),
      ) as { readonly items: readonly { readonly text: string; readonly side: string; readonly role: string }[] };
      const sideOf = new Map(suite.items.map(({ text, side }) => [text, side]));
      const of = (side: string) =>
        along.filter(([verb]) => sideOf.get(verb) === side).map(([, value]) => value * (released?.sign ?? NaN));
      expect([of('do').length, of('dont').length]).toEqual([24, 24]);
      expect(of('do').every((value) => value > 0) && of('dont').every((value) => value < 0)).toBe(true);
      expect(auroc(of('do'), of('dont'))).toBe(1);
    });
  });
});
