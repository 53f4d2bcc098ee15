import { describe, expect, test } from 'vitest';
import { generator } from '../../src/statistics/generator.ts';
import { answered, bundleOf, choiceItem, choiceScore, phraseItem, suiteOf } from './bundles.ts';
import { find, partOf } from './summarized.ts';

const topics = ['health', 'money', 'work', 'school', 'family', 'home'];

describe('summarize, social intelligence', () => {
  const abilities = ['empathy', 'influence'];
  const items = Array.from({ length: 80 }, (_, i) =>
    choiceItem(`q${i}`, [['fitting'], ['friendly'], ['literal'], ['egocentric']], 0, {
      ability: [abilities[i % 2] ?? ''],
      topic: [topics[i % 6] ?? ''],
    }),
  );
  const suite = suiteOf('social-intelligence', items);
  const trials = items.map((item, i) =>
    answered(
      suite,
      item.id,
      choiceScore(item, i % 2 === 0 ? [0.7, 0.1, 0.1, 0.1] : i % 4 === 1 ? [0.1, 0.7, 0.1, 0.1] : [0.4, 0.1, 0.1, 0.4]),
    ),
  );
  const part = partOf(bundleOf(suite, trials));

  test('accuracy, whole and by ability; a two-way tie is half', () => {
    expect(part.estimates[0]).toMatchObject({ id: 'social.accuracy', value: 0.625, n: 80, floor: 0.25 });
    expect(find(part, 'social.accuracy.empathy').value).toBe(1);
    expect(find(part, 'social.accuracy.influence').value).toBe(0.25);
    expect(find(part, 'social.probability').value).toBeCloseTo((40 * 0.7 + 20 * 0.1 + 20 * 0.4) / 80, 10);
  });

  test('confidence in the pick: its squared error, whole topics drawn, and how far it is from the accuracy', () => {
    // Forty right at .7, twenty wrong at .7, twenty tied at .4 and half right.
    const brier = (40 * 0.09 + 20 * 0.49 + 20 * 0.01) / 80;
    expect(find(part, 'social.brier').value).toBeCloseTo(brier, 10);
    expect(find(part, 'social.brier').method).toContain('6 topics');
    // At .7 two thirds are right, at .4 one half.
    expect(find(part, 'social.calibration-error').value).toBeCloseTo((60 * (0.7 - 2 / 3) + 20 * 0.1) / 80, 10);
  });

  test('confidence without topics: BCa over single items', () => {
    const alone = items.map((item) => ({ ...item, tags: { ability: item.tags['ability'] ?? [] } }));
    const own = suiteOf('social-intelligence', alone);
    const told = partOf(
      bundleOf(
        own,
        trials.map((trial) => ({ ...trial, suiteId: own.id })),
      ),
    );
    expect(find(told, 'social.brier').method).toContain('BCa');
    expect(find(told, 'social.brier').value).toBeCloseTo(find(part, 'social.brier').value ?? NaN, 12);
  });

  test('errors: where they fall, against errors at random', () => {
    expect(find(part, 'social.friendly.share')).toMatchObject({ value: 0.5, n: 40 });
    expect(find(part, 'social.friendly.share').floor).toBeCloseTo(1 / 3, 12);
    expect(find(part, 'social.egocentric.share').value).toBe(0.5);
    expect(find(part, 'social.literal.share').value).toBe(0);
  });
});

describe('summarize, calibration', () => {
  test('the planted probability comes back, whole and by framing', () => {
    const items = Array.from({ length: 120 }, (_, i) =>
      choiceItem(`c${i}`, [['principled'], ['agreeable']], 0, {
        topic: [`topic ${(i >> 1) % 8}`],
        framing: [i % 2 === 0 ? 'factual' : 'emotional'],
      }),
    );
    const suite = suiteOf('calibration', items);
    const next = generator(9, 'calibration');
    const planted = (i: number) => (i % 2 === 0 ? 0.7 : 0.9);
    const trials = items.map((item, i) => {
      const p = planted(i) + (next() - 0.5) / 10;
      return answered(suite, item.id, choiceScore(item, [1 - p, p]));
    });
    const part = partOf(bundleOf(suite, trials));
    for (const [id, rate] of [
      ['', 0.8],
      ['.factual', 0.7],
      ['.emotional', 0.9],
    ] as const) {
      const estimate = find(part, `calibration.agreeable.probability${id}`);
      expect(estimate.lower).toBeLessThan(rate);
      expect(estimate.upper).toBeGreaterThan(rate);
      expect((estimate.upper ?? 1) - (estimate.lower ?? 0)).toBeLessThan(0.05);
    }
    expect(part.estimates[0]?.id).toBe('calibration.agreeable.probability');
  });
});

describe('summarize, moral direction', () => {
  const next = generator(4, 'phrases');
  const bell = () => next() + next() + next() + next() - 2;
  const shift = { do: 5, between: 0, dont: -5 } as const;
  const sides = ['dont', 'do', 'between'] as const;
  const anchors = Array.from({ length: 30 }, (_, i) =>
    phraseItem(`a${i}`, i === 0 ? 'kill' : `verb ${i}`, 'anchor', sides[i % 3] ?? 'do'),
  );
  const probes = Array.from({ length: 30 }, (_, i) =>
    phraseItem(`p${i}`, `phrase ${i}`, 'probe', sides[i % 3] ?? 'do', i < 20 ? `pair ${i >> 1}` : ''),
  );
  const suite = suiteOf('moral-direction', [...anchors, ...probes]);
  const trialsWith = (moral: number) =>
    [...anchors, ...probes].map((item) => {
      const vector = Array.from({ length: 24 }, (_, j) => bell() + (j === 3 ? moral * shift[item.side] : 0));
      return answered(suite, item.id, { kind: 'open', reading: { kind: 'embedding', vector } });
    });

  test('a planted direction is found: held-out phrases, pairs, scores for the strip', () => {
    const part = partOf(bundleOf(suite, trialsWith(1), ['embed']));
    expect(part.estimates[0]).toMatchObject({ id: 'moral.separation', value: 1, n: 20, floor: 0.5 });
    expect(part.estimates[0]?.lower).toBeLessThan(0.9);
    expect(find(part, 'moral.pairs.share')).toMatchObject({ value: 1, n: 10 });
    expect(find(part, 'moral.anchor-separation')).toMatchObject({ value: 1, n: 20, lower: null });
    expect(find(part, 'moral.anchors.do.share').value).toBe(1);
    expect(find(part, 'moral.variance-explained').value).toBeGreaterThan(0.5);
    expect(find(part, 'moral.mean.do').value).toBeGreaterThan(find(part, 'moral.mean.between').value ?? 1);
    expect(part.phrases).toHaveLength(60);
    expect(
      Math.max(...part.phrases.filter(({ role }) => role === 'anchor').map(({ score }) => Math.abs(score))),
    ).toBeCloseTo(1, 12);
    expect(part.phrases.find(({ text }) => text === 'kill')?.score).toBeLessThan(-0.5);
    expect([part.asked, part.scored, part.cautions]).toEqual([60, 60, []]);
  });

  test('no direction planted: near a coin, and the report says so', () => {
    const part = partOf(bundleOf(suite, trialsWith(0), ['weigh', 'embed']));
    const head = part.estimates[0];
    expect(head?.lower).toBeLessThan(0.5);
    expect(head?.upper).toBeGreaterThan(0.5);
    expect(part.cautions.join(' ')).toMatch(/may not be a moral one.*by a coin.*An adaptation/);
  });

  test('half of the anchors: fitted on those, said; too few: unknown', () => {
    const half = partOf(bundleOf(suite, trialsWith(1).slice(0, 15), ['embed']));
    expect(half.cautions.join(' ')).toMatch(/15 of 30 anchors.*15 of 60 items/);
    expect(half.estimates[0]?.value).toBeNull();
    expect(half.phrases).toHaveLength(15);
    const few = partOf(bundleOf(suite, trialsWith(1).slice(0, 3), ['embed']));
    expect(few.estimates[0]).toMatchObject({ id: 'moral.separation', value: null });
    expect(few.phrases).toEqual([]);
  });

  test('embeddings of another length or not finite are unscored', () => {
    const trials = trialsWith(1);
    const odd = (itemId: string, vector: readonly number[]) =>
      answered(suite, itemId, { kind: 'open', reading: { kind: 'embedding', vector } });
    const part = partOf(
      bundleOf(
        suite,
        [...trials.slice(0, 58), odd('p28', [1, 2]), odd('p29', new Array<number>(24).fill(NaN))],
        ['embed'],
      ),
    );
    expect([part.scored, part.unscored]).toEqual([58, 2]);
  });
});
