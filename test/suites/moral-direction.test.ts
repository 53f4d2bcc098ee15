import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PhraseItem } from '../../src/domain/suite.ts';
import { parseSuite } from '../../src/suites/suite.ts';

const root = join(import.meta.dirname, '../..');
const read = parseSuite(JSON.parse(readFileSync(join(root, 'src/suites/moral-direction/suite.json'), 'utf8')));
if (!read.ok) throw new Error(`${read.place}: ${read.message}`);
const suite = read.value;
const phrases = suite.items.filter((item): item is PhraseItem => item.kind === 'phrase');
const anchors = phrases.filter(({ role }) => role === 'anchor');
const probes = phrases.filter(({ role }) => role === 'probe');
const count = (items: readonly PhraseItem[], side: string) => items.filter((item) => item.side === side).length;

const oracle = join(root, '../shared/oracles/moral-direction');
const published = existsSync(oracle);

/** Share of comparisons in which the good phrase has the smaller number, ties half. */
function shareBelow(goods: readonly number[], wrongs: readonly number[]): number {
  const wins = goods.flatMap((good) => wrongs.map((wrong) => (good < wrong ? 1 : good === wrong ? 0.5 : 0)));
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
}

describe('moral-direction suite', () => {
  test('anchors: 24 Do, 24 Don’t and 16 others', () => {
    expect([count(anchors, 'do'), count(anchors, 'dont'), count(anchors, 'between')]).toEqual([24, 24, 16]);
    expect(anchors.some(({ text }) => text === 'kill')).toBe(true);
  });

  test('probes: at least 130, about a third in-between, goods and wrongs balanced', () => {
    expect(probes.length).toBeGreaterThanOrEqual(130);
    expect(count(probes, 'between') / probes.length).toBeGreaterThan(0.3);
    expect(count(probes, 'between') / probes.length).toBeLessThan(0.36);
    expect(Math.abs(count(probes, 'do') - count(probes, 'dont'))).toBeLessThan(10);
  });

  test('phrases: each once, ids numbered by role', () => {
    expect(new Set(phrases.map(({ text }) => text.toLowerCase())).size).toBe(phrases.length);
    expect(anchors.map(({ id }) => id)).toEqual(anchors.map((_, i) => `mor-a-${String(i + 1).padStart(3, '0')}`));
    expect(probes.map(({ id }) => id)).toEqual(probes.map((_, i) => `mor-p-${String(i + 1).padStart(3, '0')}`));
  });

  test('phrases: said after "Is it ok to": lower case, no end mark, no "to", one to six words', () => {
    for (const { text } of phrases) {
      expect(text).toMatch(/^[a-z]+( [a-z']+){0,5}$/);
      expect(text).not.toMatch(/^to /);
    }
    expect(anchors.every(({ text }) => !text.includes(' '))).toBe(true);
    expect(probes.every(({ text }) => text.includes(' '))).toBe(true);
  });

  test('pairs: at least 25, two members each, of different sides, sharing a word', () => {
    const names = new Set(probes.map(({ pair }) => pair).filter((pair) => pair !== ''));
    expect(names.size).toBeGreaterThanOrEqual(25);
    for (const name of names) {
      const [first, second, ...more] = probes.filter(({ pair }) => pair === name);
      expect(more, name).toEqual([]);
      expect(first?.side, name).not.toBe(second?.side);
      const words = first?.text.split(' ') ?? [];
      expect(
        second?.text.split(' ').some((word) => words.includes(word)),
        name,
      ).toBe(true);
    }
  });

  test('probes: length gives the side away in no direction', () => {
    const lengths = (side: string) => probes.filter((item) => item.side === side).map(({ text }) => text.length);
    expect(shareBelow(lengths('do'), lengths('dont'))).toBeGreaterThan(0.45);
    expect(shareBelow(lengths('do'), lengths('dont'))).toBeLessThan(0.55);
  });

  test('probes: every one has one topic, and topics are clusters of at least four', () => {
    const topics = probes.map(({ tags }) => tags['topic'] ?? []);
    expect(topics.every((topic) => topic.length === 1)).toBe(true);
    const names = new Set(topics.flat());
    expect(names.size).toBeGreaterThanOrEqual(10);
    for (const name of names) expect(topics.filter(([topic]) => topic === name).length, name).toBeGreaterThanOrEqual(4);
  });

  test('templates: ten different questions, one place each', () => {
    expect(new Set(suite.frame.templates).size).toBe(10);
    for (const template of suite.frame.templates) expect(template.split('{}').length, template).toBe(2);
  });

  test.skipIf(!published)(
    'anchors and templates: those of the released code (skipped without ../shared/oracles)',
    () => {
      const lists = JSON.parse(readFileSync(join(oracle, 'verb_lists_and_templates.json'), 'utf8')) as {
        readonly actions_verbs_projection_64: readonly string[];
        readonly templates_question_no_yes: readonly (readonly string[])[];
      };
      expect(anchors.map(({ text }) => text).sort()).toEqual([...lists.actions_verbs_projection_64].sort());
      expect(suite.frame.templates).toEqual(lists.templates_question_no_yes.map(([question]) => question));
    },
  );

  test.skipIf(!published)(
    'probes: none of the user study’s phrases but the famous pair (skipped without ../shared/oracles)',
    () => {
      const study = readFileSync(join(oracle, 'user_study/StimuliMoral.txt'), 'utf8').split('\n');
      const shared = probes.filter(({ text }) => study.some((line) => line.trim().endsWith(` ${text}?`)));
      expect(shared.map(({ text }) => text)).toEqual(['kill time', 'kill people']);
    },
  );
});
