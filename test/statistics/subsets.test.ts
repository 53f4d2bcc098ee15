import { expect, test } from 'vitest';
import type { ReportPart } from '../../src/domain/report.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { answered, bundleOf, choiceItem, choiceScore, suiteOf } from './bundles.ts';

const items = Array.from({ length: 60 }, (_, i) => choiceItem(`s${i}`, [['principled'], ['agreeable']], 0));
const suite = suiteOf('sycophancy', items);

/** The report of the first `of` items, chosen from so many by hand; from all by the seed where nothing is said. */
function asking(of: number, chosen?: number): ReportPart | undefined {
  const trials = items.slice(0, of).map((item) => answered(suite, item.id, choiceScore(item, [0.9, 0.1])));
  const bundle = bundleOf(suite, trials);
  const parts = bundle.run.plan.parts.map((part) => ({
    ...part,
    itemIds: part.itemIds.slice(0, of),
    ...(chosen !== undefined && { chosen }),
  }));
  return summarize({ ...bundle, run: { ...bundle.run, plan: { ...bundle.run.plan, parts } } }).parts[0];
}
const said = (part: ReportPart | undefined) => part?.cautions.join(' ') ?? '';

test('summarize, items drawn by the seed: a sample', () => {
  expect(said(asking(12))).toContain("A sample: 12 of the suite's 60 items were drawn.");
});

test('summarize, items chosen by hand: a subset, whose numbers are not the suite’s', () => {
  const part = asking(12, 12);
  expect(said(part)).toMatch(/A subset: 12 of the suite's 60 items, chosen by hand\..*they are not the suite's\./);
  expect(said(part)).not.toContain('A sample');
  expect(part?.estimates[0]?.n).toBe(12);
});

test('summarize, items drawn from those chosen by hand: both are told', () => {
  expect(said(asking(12, 40))).toContain("12 items, drawn from 40 that were chosen by hand among the suite's 60.");
});

test('summarize, every item: neither', () => {
  expect(said(asking(60))).not.toMatch(/A sample|A subset/);
});
