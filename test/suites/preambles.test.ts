import { describe, expect, test } from 'vitest';
import { builtInSuites } from '../../src/suites/built-in.ts';
import { preambles, translatedInto } from '../../src/suites/preambles.ts';
import { translatedPreambles } from '../../src/suites/preambles-translated.ts';

describe('preambles', () => {
  test('every wording has an id of its own, and every text stands once', () => {
    const all = [preambles, ...translatedPreambles.map((set) => set.preambles)].flat();
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  });

  test('are worded in the language of every built-in suite', () => {
    const languages = new Set(builtInSuites.map(({ language }) => language.split('-')[0]));
    expect([...languages].sort()).toEqual(['en', ...translatedInto].sort());
    expect(translatedPreambles.map(({ language }) => language)).toEqual(translatedInto);
  });

  test('a built-in suite is listed under the language that it is in', async () => {
    for (const { id, language, load } of builtInSuites) expect((await load()).language, id).toBe(language);
  });
});

describe.each(translatedPreambles)('preambles in $name', (set) => {
  const scripts: Readonly<Record<string, RegExp>> = {
    de: /^[\p{Script=Latin}\p{P}\s]+$/u,
    cs: /^[\p{Script=Latin}\p{P}\s]+$/u,
    ar: /^[\p{Script=Arabic}\p{M}\p{P}\s]+$/u,
    zh: /^[\p{Script=Han}\p{P}]+$/u,
  };
  const [control] = set.preambles;

  test('one for each English one, in its order, named after it and its language', () => {
    expect(set.preambles.map(({ id }) => id)).toEqual(preambles.map(({ id }) => `${id}-${set.language}`));
    expect(set.preambles.map(({ title }) => title)).toEqual(preambles.map(({ title }) => `${title}, in ${set.name}`));
    expect(set.caution).toMatch(/not read by a second native reader/);
  });

  test('are in its script alone, and whole sentences', () => {
    for (const { id, text } of set.preambles) {
      expect(text, id).toMatch(scripts[set.language] ?? /^$/);
      expect(text, id).toMatch(/[.。]$/);
    }
  });

  test('begin as the control does wherever the English ones do, so that only the rest can make a difference', () => {
    const english = preambles[0]?.text ?? '?';
    for (const [place, { text }] of preambles.entries()) {
      const mine = set.preambles[place]?.text ?? '';
      expect(mine.startsWith(control?.text ?? '?'), mine).toBe(text.startsWith(english));
    }
  });

  test('are about as long as the English ones beside each other: none was cut short or padded', () => {
    // Against the set's own mean, as scripts differ in how many letters a sentence takes.
    const lengths = (texts: readonly string[]) => {
      const mean = texts.reduce((sum, text) => sum + [...text].length, 0) / texts.length;
      return texts.map((text) => [...text].length / mean);
    };
    const english = lengths(preambles.map(({ text }) => text));
    lengths(set.preambles.map(({ text }) => text)).forEach((length, place) => {
      expect(length / (english[place] ?? 1), set.preambles[place]?.text).toBeGreaterThan(0.7);
      expect(length / (english[place] ?? 1), set.preambles[place]?.text).toBeLessThan(1.45);
    });
  });
});
