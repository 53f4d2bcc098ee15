import { afterEach, describe, expect, test } from 'vitest';
import type { Item, Suite } from '../../src/domain/suite.ts';
import { builtInSuites } from '../../src/suites/built-in.ts';
import { offered } from '../../src/views/parts/offered.svelte.ts';
import { facetsOf, hasTag } from '../../src/views/suite/searching.ts';
import { pointsEitherSide, subsetMeaning, tagCounts, tickedLine } from '../../src/views/suite/subset-words.ts';
import { isAnchor } from '../../src/views/suite/ticking.ts';
import { Ticks } from '../../src/views/suite/ticks.svelte.ts';

async function suiteNamed(id: string): Promise<Suite> {
  const suite = await builtInSuites.find((one) => one.id === id)?.load();
  if (!suite) throw new Error(`the suite ${id} is missing`);
  return suite;
}
const social = await suiteNamed('social-intelligence');
const moral = await suiteNamed('moral-direction');
const ids = (items: readonly Item[]) => items.map(({ id }) => id);

afterEach(() => {
  for (const row of Object.keys(offered.subsets)) offered.askAll(row);
});

describe('Ticks', () => {
  test('what is ticked in any order is asked in the suite’s, and nothing ticked asks all', () => {
    const ticks = new Ticks(social.id, social);
    const [one, two, three] = social.items;
    if (!one || !two || !three) throw new Error('the suite has three items');
    ticks.put([three], true);
    ticks.put([one, two], true);
    ticks.put([two], false);
    expect(offered.subsets).toEqual({ [social.id]: [one.id, three.id] });
    expect(ids(ticks.items)).toEqual([one.id, three.id]);
    expect([ticks.has(one), ticks.has(two)]).toEqual([true, false]);
    ticks.put(social.items, false);
    expect(offered.subsets).toEqual({});
  });

  test('all that a filter shows: what it does not show stays ticked', () => {
    const ticks = new Ticks(social.id, social);
    const [first] = social.items;
    const shown = social.items.slice(10, 20);
    if (!first) throw new Error('the suite has items');
    ticks.put([first], true);
    ticks.put(shown, true);
    expect(ticks.items).toHaveLength(11);
    ticks.put(shown, false);
    expect(ids(ticks.items)).toEqual([first.id]);
    ticks.clear();
    expect(ticks.items).toEqual([]);
  });

  test('anchors cannot be ticked: they are asked in any case', () => {
    const ticks = new Ticks(moral.id, moral);
    ticks.put(moral.items, true);
    expect(ticks.items.some(isAnchor)).toBe(false);
    expect(ticks.items).toHaveLength(ticks.most);
    expect(ticks.most).toBe(moral.items.length - moral.items.filter(isAnchor).length);
  });
});

describe('offered', () => {
  test('a suite of one’s own that comes back keeps those ticks that it still has; changed, it is asked whole', () => {
    offered.askOnly('own:mine', ['a', 'gone']);
    const [item] = social.items;
    if (!item) throw new Error('the suite has items');
    const mine: Suite = {
      ...social,
      id: 'mine',
      items: [
        { ...item, id: 'a' },
        { ...item, id: 'b' },
      ],
    };
    offered.offer(mine);
    expect(offered.subsets['own:mine']).toEqual(['a']);
    offered.offer({ ...mine, title: 'Another' });
    expect(offered.subsets['own:mine']).toBeUndefined();
    offered.drop('mine');
  });

  test('alone: no other suite is asked', () => {
    const before = offered.chosen;
    offered.askAlone(social.id);
    expect(offered.chosen).toEqual([social.id]);
    offered.chosen = before;
  });
});

describe('what a subset is worth', () => {
  test('counts its items by tag, beside all of that tag', () => {
    const some = social.items.slice(0, 30);
    for (const facet of facetsOf(social.items)) {
      for (const { value, items, of } of tagCounts(facet, some)) {
        expect(items, value).toBe(some.filter((item) => hasTag(item, facet.kind, value)).length);
        expect(of, value).toBe(social.items.filter((item) => hasTag(item, facet.kind, value)).length);
      }
    }
  });

  // scipy.stats.binomtest(n / 2, n).proportion_ci(method='wilson'), SciPy 1.14: half the width in points.
  test.each([
    [4, 35.0],
    [12, 24.62],
    [40, 14.8],
    [100, 9.62],
  ])('of %d items a half is told to %d points', (n, points) => {
    expect(pointsEitherSide(n)).toBe(Math.round(points));
  });

  test('says that a choice by hand is not the suite, and of phrases that anchors are asked too', () => {
    expect(tickedLine(12, 275)).toBe('Chosen by hand, these 12 are not the suite');
    expect(tickedLine(1, 275)).toBe('Chosen by hand, this one item is not the suite');
    expect([tickedLine(0, 275), tickedLine(275, 275)].join()).not.toContain('not the suite');
    expect(subsetMeaning(social, 12)).toContain('25 points to either side');
    expect(subsetMeaning(moral, 12)).toContain('64 anchors are asked in any case');
  });
});
