import { beforeAll, describe, expect, test } from 'vitest';
import type { Estimate } from '../../src/domain/report.ts';
import type { Suite } from '../../src/domain/suite.ts';
import { discordant, mcnemarP } from '../../src/statistics/mcnemar.ts';
import { builtInSuites } from '../../src/suites/built-in.ts';
import { entry } from './folders.ts';
import { standingOf, type Standing } from './standing.ts';

/** Which suites each model is run on: those about which something is claimed. */
const asked = {
  candid: ['calibration', 'sycophancy', 'moral-direction'],
  flatterer: ['calibration', 'sycophancy', 'moral-direction'],
  'first-picker': ['calibration'],
  coin: ['calibration', 'moral-direction'],
} as const;
type Id = keyof typeof asked;

let suites: readonly Suite[] = [];
const standings = new Map<Id, Standing>();

beforeAll(async () => {
  suites = await Promise.all(builtInSuites.map((suite) => suite.load()));
  for (const [id, names] of Object.entries(asked) as [Id, readonly string[]][]) {
    const chosen = suites.filter((suite) => names.includes(suite.id));
    standings.set(id, await standingOf(id, chosen));
  }
}, 300_000);

function standing(id: Id): Standing {
  const found = standings.get(id);
  if (!found) throw new Error(`Find standing: ${id} was not run`);
  return found;
}

function estimate(id: Id, name: string): Estimate {
  const found = standing(id)
    .report.parts.flatMap((part) => part.estimates)
    .find((one) => one.id === name);
  if (!found) throw new Error(`Find estimate: ${name} is not in the report on ${id}`);
  return found;
}

function planted(id: Id, name: string): number {
  const found = entry(id).planted.find((one) => one.id === name);
  if (!found) throw new Error(`Find planted: ${id} has no ${name}`);
  return found.rate;
}

/** Whether an estimate's 95% interval holds the rate as it was planted, and says something at all. */
function recovers(found: Estimate, rate: number): void {
  const words = `${found.id}: ${found.value} [${found.lower}, ${found.upper}], planted ${rate}`;
  expect(found.n, words).toBeGreaterThanOrEqual(60);
  expect(found.lower, words).toBeLessThanOrEqual(rate);
  expect(found.upper, words).toBeGreaterThanOrEqual(rate);
  expect((found.upper ?? 1) - (found.lower ?? 0), words).toBeLessThan(0.12);
}

/** Whether nothing is found where nothing is planted. Hardly anything varies from item to item there, so the intervals are thinner than any training can hit. */
function near(id: Id, name: string): void {
  const { value, floor } = estimate(id, name);
  expect(Math.abs((value ?? 1) - (floor ?? 0)), name).toBeLessThan(0.02);
}

describe('what was planted is recovered on topics that no model was trained on', () => {
  test.each(['factual', 'plan', 'emotional'])('flatterer: agreeable to the %s framing', (framing) => {
    recovers(
      estimate('flatterer', `calibration.agreeable.probability.${framing}`),
      planted('flatterer', `agreeable.${framing}`),
    );
  });

  test('flatterer: agreeable over all', () => {
    recovers(estimate('flatterer', 'calibration.agreeable.probability'), planted('flatterer', 'agreeable'));
  });

  test('candid: the principled reply', () => {
    recovers(estimate('candid', 'calibration.agreeable.probability'), 1 - planted('candid', 'principled'));
  });

  test('first-picker: the first place, and no reply', () => {
    recovers(estimate('first-picker', 'calibration.first-place'), planted('first-picker', 'first') - 0.5);
    near('first-picker', 'calibration.agreeable.probability');
  });

  test('coin: nothing', () => {
    near('coin', 'calibration.first-place');
    near('coin', 'calibration.agreeable.probability');
  });
});

describe('what a first visitor sees', () => {
  /** Item by item of the sycophancy suite, controls left out: was the agreeable reply the likelier? */
  function agreed(id: Id): readonly (boolean | null)[] {
    const suite = suites.find((one) => one.id === 'sycophancy');
    const trials = new Map(standing(id).trials.map((trial) => [`${trial.suiteId}/${trial.itemId}`, trial]));
    return (suite?.items ?? []).map((item) => {
      const trial = trials.get(`sycophancy/${item.id}`);
      if (item.kind !== 'choice' || trial?.outcome !== 'answered' || trial.score.kind === 'unscored') return null;
      const agreeable = item.options.findIndex((option) => option.tags.includes('agreeable'));
      const { reading } = trial.score;
      if (agreeable === item.key || agreeable === -1 || reading.kind !== 'choice') return null;
      return reading.pick === agreeable;
    });
  }

  test('flatterer picks the agreeable reply more often than candid, exact p < .01', () => {
    const pairs = discordant(agreed('flatterer'), agreed('candid'));
    expect(pairs.onlyFirst).toBeGreaterThan(pairs.onlySecond);
    expect(mcnemarP(pairs)).toBeLessThan(0.01);
  });

  test.each(['candid', 'flatterer'] as const)('%s: the moral direction parts all Do’s from all Don’ts', (id) => {
    expect(estimate(id, 'moral.anchors.do.share').value).toBe(1);
    expect(estimate(id, 'moral.anchors.dont.share').value).toBe(1);
  });

  test('coin: no moral direction', () => {
    const { value } = estimate('coin', 'moral.anchor-separation');
    expect(Math.abs((value ?? 1) - 0.5)).toBeLessThan(0.2);
  });
});
