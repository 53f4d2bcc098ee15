import { describe, expect, test } from 'vitest';
import type { ReportPart } from '../../src/domain/report.ts';
import type { TreeItem } from '../../src/domain/suite.ts';
import { worldTree } from '../../src/protocols/world-tree.ts';
import { generator } from '../../src/statistics/generator.ts';
import { mean } from '../../src/statistics/mean.ts';
import { outcomesOf, uniform } from '../../src/statistics/story-outcomes.ts';
import { meanOfMeans, stratifiedInterval } from '../../src/statistics/stratified.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { anyStory, anyWish, decides, ends, leads, put, story, waysThrough } from '../protocols/stories.ts';
import { answered, bundleOf, suiteOf } from './bundles.ts';
import { find } from './summarized.ts';

function partOf(items: readonly TreeItem[], wish: (text: string) => number): ReportPart {
  const suite = suiteOf('social-intelligence', items);
  const trials = items.map((item) => answered(suite, item.id, put(worldTree, item, wish).score));
  const [part] = summarize(bundleOf(suite, trials)).parts;
  if (!part) throw new Error('wanted a part');
  expect(new Set(part.estimates.map(({ id }) => id)).size).toBe(part.estimates.length);
  return part;
}

/** A story of one decision whose goal is reached by saying `win`, kindly missed by `lose`, and half reached by `half`. */
function short(id: string, orientation: string, group: string, shows: readonly string[] = []): TreeItem {
  const confusions = shows.length > 0 ? ['other one', 'other two', 'other three'] : [];
  return {
    ...story,
    id,
    nodes: [
      decides('d', [
        leads(`win ${id}`, 'w', { shows, confusions }),
        leads(`lose ${id}`, 'l', { tags: ['kind'] }),
        leads(`half ${id}`, 'h'),
      ]),
      ends('w', 2),
      ends('l', 0),
      ends('h', 1),
    ],
    tags: { orientation: [orientation], group: [group] },
  };
}

describe('outcomesOf', () => {
  test.each([1, 2, 3, 4, 5, 6])('any story (%i): agrees with every way walked through', (seed) => {
    const item = anyStory(seed, 5);
    const wish = anyWish(seed);
    const policy = (node: TreeItem['nodes'][number]) => {
      const all = node.choices.reduce((sum, { text }) => sum + wish(text), 0);
      return node.choices.map(({ text }) => wish(text) / all);
    };
    for (const [found, ways] of [
      [outcomesOf(item, policy), waysThrough(item, wish)],
      [outcomesOf(item, uniform), waysThrough(item, () => 1)],
    ] as const) {
      const sum = (of: (way: (typeof ways)[number]) => boolean) =>
        ways.reduce((total, way) => (of(way) ? total + way.p : total), 0);
      expect(found.wholly).toBeCloseTo(
        sum(({ goal }) => goal === 2),
        12,
      );
      expect(found.partly).toBeCloseTo(
        sum(({ goal }) => goal === 1),
        12,
      );
      expect(found.kindInVain).toBeCloseTo(
        sum(({ goal, kind }) => kind && goal < 2),
        12,
      );
    }
  });
});

describe('summarize, stories', () => {
  // One story of negotiation against three of conflict: the mean of the orientations is not the mean of the stories.
  const items = [
    short('a', 'negotiation', 'prosocial', ['persuasive']),
    short('b', 'conflict', 'antisocial', ['leadership']),
    short('c', 'conflict', 'antisocial', ['persuasive', 'leadership']),
    short('d', 'conflict', 'antisocial'),
  ];
  const wishes: Readonly<Record<string, number>> = {
    'win a': 0.6,
    'lose a': 0.3,
    'half a': 0.1,
    'win b': 0.1,
    'lose b': 0.8,
    'half b': 0.1,
    'win c': 0.2,
    'lose c': 0.2,
    'half c': 0.6,
    'win d': 0.3,
    'lose d': 0.5,
    'half d': 0.2,
    // The utterances that show an ability win in a and c, and lose in b.
    'other one': 0.15,
    'other two': 0.05,
    'other three': 0.05,
  };
  const part = partOf(items, (text) => wishes[text] ?? NaN);

  test('the headline is the mean over orientations of the mean over stories, against choosing at random', () => {
    const [head] = part.estimates;
    expect(head).toMatchObject({ id: 'tree.goal', n: 4, unit: 'share' });
    expect(head?.value).toBeCloseTo((0.6 + (0.1 + 0.2 + 0.3) / 3) / 2, 12);
    expect(head?.floor).toBeCloseTo(1 / 3, 12);
    expect(part.cautions.join('\n')).toContain('Only one story was read of negotiation');
  });

  test.each([
    ['tree.goal.negotiation', 0.6, 1],
    ['tree.goal.conflict', 0.2, 3],
    ['tree.goal.group.prosocial', 0.6, 1],
    ['tree.goal.group.antisocial', 0.2, 3],
    ['tree.ceiling', 1, 4],
    ['tree.likeliest.share', 1 / 4, 4],
    ['tree.partly.share', (0.1 + 0.1 + 0.6 + 0.2) / 4, 4],
    ['tree.kind-in-vain.share', (0.3 + 0.8 + 0.2 + 0.5) / 4, 4],
    ['tree.ability', 2 / 3, 3],
    ['tree.ability.persuasive', 1, 2],
    ['tree.ability.leadership', 1 / 2, 2],
    // Both abilities are of one group: the mean of the two, not of the three questions.
    ['tree.ability.group.social-engagement', 3 / 4, 4],
  ])('%s is %d of %i', (id, value, n) => {
    const found = find(part, id);
    expect(found.value).toBeCloseTo(value, 12);
    expect(found.n).toBe(n);
  });

  test('floors of abilities are one in four; those of outcomes are exact', () => {
    for (const { id, floor } of part.estimates)
      if (id.startsWith('tree.ability')) expect(floor, id).toBeCloseTo(1 / 4, 12);
    expect(find(part, 'tree.partly.share').floor).toBeCloseTo(1 / 3, 12);
    expect(find(part, 'tree.kind-in-vain.share').floor).toBeCloseTo(1 / 3, 12);
  });

  test('a model without wishes gets the floor, and is told so', () => {
    const blank = partOf(
      Array.from({ length: 8 }, (_, seed) => ({ ...anyStory(seed + 40, 4), id: `t${seed}` })),
      () => 0.2,
    );
    const [head] = blank.estimates;
    expect(head?.value).toBeCloseTo(head?.floor ?? NaN, 12);
    expect(blank.cautions.join('\n')).toContain('what choosing at random at every decision would get');
  });

  test('without ability questions nothing is said of abilities; without stories nothing at all', () => {
    expect(
      partOf([short('a', 'conflict', 'antisocial')], () => 0.3).estimates.some(({ id }) => id.includes('ability')),
    ).toBe(false);
    const suite = suiteOf('social-intelligence', items);
    const [none] = summarize(bundleOf(suite, [])).parts;
    expect(none?.estimates.every(({ value }) => value === null)).toBe(true);
  });
});

describe('stratifiedInterval', () => {
  test('is as wide as the exact standard error of a stratified mean makes it', () => {
    const next = generator(3, 'strata');
    const strata = [5, 9, 14, 30, 6].map((length) => Array.from({ length }, () => next()));
    const found = stratifiedInterval(strata, 1, 'test');
    const variance = strata.reduce((sum, values) => {
      const centre = mean(values);
      const spread = values.reduce((all, value) => all + (value - centre) ** 2, 0) / (values.length - 1);
      return sum + spread / values.length / strata.length ** 2;
    }, 0);
    const [lower, upper] = [found?.lower ?? NaN, found?.upper ?? NaN];
    // Student's t for 59 degrees of freedom is 2.001; 2,000 draws place a bound within a few hundredths of the width.
    expect((upper - lower) / (2 * 2.001 * Math.sqrt(variance))).toBeCloseTo(1, 1);
    expect((upper + lower) / 2).toBeCloseTo(meanOfMeans(strata), 2);
  });

  test('seven orientations of four stories: holds the truth about 95 times in 100', () => {
    const next = generator(5, 'coverage');
    const runs = 400;
    let held = 0;
    for (let run = 0; run < runs; run += 1) {
      // Squares of uniform numbers are skewed as probabilities of success are; their mean is a third.
      const strata = Array.from({ length: 7 }, (_, stratum) =>
        Array.from({ length: 4 }, () => 0.05 * stratum + 0.6 * next() ** 2),
      );
      const found = stratifiedInterval(strata, run, 'coverage');
      const truth = 0.05 * 3 + 0.6 / 3;
      if (found && found.lower <= truth && truth <= found.upper) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.925);
    expect(held / runs).toBeLessThan(0.985);
  }, 30_000);

  test('single values: drawn together with others, and none from one alone', () => {
    expect(stratifiedInterval([[0.2]], 1, '')).toBeNull();
    expect(stratifiedInterval([], 1, '')).toBeNull();
    const lone = stratifiedInterval([[0.2], [0.4, 0.6, 0.5]], 1, '');
    expect(lone?.lower).toBeLessThan(0.35);
    expect(lone?.upper).toBeGreaterThan(0.35);
    const collapsed = stratifiedInterval([[0.1], [0.5], [0.9]], 1, '');
    expect(collapsed?.lower).toBeLessThan(0.5);
    expect(collapsed?.upper).toBeGreaterThan(0.5);
  });
});
