import { describe, expect, test } from 'vitest';
import type { TreeItem } from '../../src/domain/suite.ts';
import { treeFault } from '../../src/suites/tree-fault.ts';

const choice = (to: string, text = `go to ${to}`) => ({ text, to, tags: [], shows: [], confusions: [] });
const ending = (id: string, goal: 0 | 1 | 2) => ({ id, dialog: [], choices: [], goal });
const node = (id: string, ...to: string[]) => ({ id, dialog: [], choices: to.map((one) => choice(one)), goal: null });

function story(nodes: TreeItem['nodes']): TreeItem {
  return {
    kind: 'tree',
    id: 't',
    title: 'A story',
    context: 'Here and now.',
    protagonist: 'Ann',
    goal: 'To get home.',
    people: [{ name: 'Ann', publicProfile: '', privateProfile: '' }],
    nodes,
    tags: {},
    rationale: '',
  };
}
const faultOf = (nodes: TreeItem['nodes'], change: Partial<TreeItem> = {}) => {
  const fault = treeFault({ ...story(nodes), ...change });
  return fault && `${fault.place} ${fault.message}`;
};
const whole = [node('a', 'b', 'c'), ending('b', 0), node('c', 'd', 'e'), ending('d', 1), ending('e', 2)];

describe('a story holds together', () => {
  test('a tree passes', () => {
    expect(faultOf(whole)).toBeUndefined();
  });

  test('its protagonist is one of its people', () => {
    expect(faultOf(whole, { protagonist: 'Bo' })).toMatch(/protagonist is "Bo", who is not among/);
  });

  test.each([
    ['a way to nowhere', [node('a', 'b', 'x'), ending('b', 0)], /choices\[1\]\.to is "x", and there is no such node/],
    [
      'two ways to one node',
      [node('a', 'b', 'c'), node('b', 'd', 'e'), node('c', 'd', 'f'), ending('d', 0), ending('e', 0), ending('f', 0)],
      /is "d", where nodes\[1\]\.choices\[0\] leads already/,
    ],
    [
      'a way back',
      [node('a', 'b', 'c'), ending('b', 0), node('c', 'a', 'd'), ending('d', 0)],
      /is "a", where the beginning leads already/,
    ],
    [
      'a ring apart',
      [
        node('a', 'b', 'c'),
        ending('b', 0),
        ending('c', 0),
        node('d', 'e', 'f'),
        node('e', 'd', 'g'),
        ending('f', 0),
        ending('g', 0),
      ],
      /nodes\[3\] is never reached/,
    ],
    [
      'an end without a grade',
      [node('a', 'b', 'c'), ending('b', 0), { ...ending('c', 0), goal: null }],
      /nodes\[2\]\.goal is null, but the story ends/,
    ],
    [
      'a grade in the midst',
      [{ ...node('a', 'b', 'c'), goal: 1 as const }, ending('b', 0), ending('c', 0)],
      /nodes\[0\]\.goal is given/,
    ],
    ['one choice', [node('a', 'b'), ending('b', 0)], /holds one choice/],
    [
      'a name twice',
      [node('a', 'b', 'c'), ending('b', 0), ending('b', 0), ending('c', 0)],
      /nodes\[2\]\.id is the id of nodes\[1\] too/,
    ],
  ])('%s is named', (_, nodes, words) => {
    expect(faultOf(nodes)).toMatch(words);
  });

  test('confusions need an ability and texts of their own', () => {
    const asking = (extra: object) => [
      { ...node('a'), choices: [{ ...choice('b'), ...extra }, choice('c')] },
      ending('b', 0),
      ending('c', 0),
    ];
    expect(faultOf(asking({ confusions: ['Hm.'] }))).toMatch(/shows is empty/);
    expect(faultOf(asking({ shows: ['teamwork'], confusions: ['Hm.', 'Hm.'] }))).toMatch(
      /confusions\[1\] says the same/,
    );
    expect(faultOf(asking({ shows: ['teamwork'], confusions: ['Hm.', 'Oh.'] }))).toBeUndefined();
  });
});
