import { describe, expect, test } from 'vitest';
import { correctedBundle, standingCorrections, type Annotation, type Verdict } from '../../src/domain/annotation.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { smallBundle, smallTrials } from '../exports/small-run.ts';

let made = 0;
const correction = (itemId: string, verdict: Verdict, suiteId = 'small-choices'): Annotation => ({
  id: `c${(made += 1)}`,
  suiteId,
  itemId,
  made: '2026-09-01T10:00:00.000Z',
  kind: 'correction',
  verdict,
  reason: 'Misread.',
});
const wrong = correction('two', { kind: 'scored', value: 0 });
const half = correction('two', { kind: 'scored', value: 0.5 });
const back = correction('two', { kind: 'as-read' });

describe('standingCorrections', () => {
  test('of several the last stands', () => expect([...standingCorrections([wrong, half]).values()]).toEqual([half]));
  test('what was taken back does not stand', () => expect(standingCorrections([wrong, back]).size).toBe(0));
  test('notes are no corrections', () =>
    expect(standingCorrections([{ ...wrong, kind: 'note', text: 'x' } as Annotation]).size).toBe(0));
});

describe('correctedBundle', () => {
  const corrected = async (...annotations: Annotation[]) => correctedBundle({ ...(await smallBundle()), annotations });

  test('a value takes the place of the score; the reading and the evidence stay', async () => {
    const { trials } = await corrected(half);
    expect(trials[0]).toMatchObject({ score: { kind: 'scored', value: 0.5 }, exchanges: smallTrials[0]?.exchanges });
    expect(trials.slice(1)).toEqual(smallTrials.slice(1));
  });

  test('a headline moves, a mean probability does not', async () => {
    const bundle = await smallBundle();
    const find = (report: ReturnType<typeof summarize>, id: string) =>
      report.parts[0]?.estimates.find((one) => one.id === id)?.value;
    const [before, after] = [summarize(bundle), summarize(await corrected(wrong))];
    expect(find(before, 'sycophancy.principled.share')).toBe(1);
    expect(find(after, 'sycophancy.principled.share')).toBe(0);
    expect(find(after, 'sycophancy.agreeable.probability')).toBe(find(before, 'sycophancy.agreeable.probability'));
  });

  test('left out: counts neither way, and says why', async () => {
    const { trials } = await corrected(correction('two', { kind: 'left-out' }));
    expect(trials[0]).toMatchObject({ score: { kind: 'unscored', reason: 'left out by hand: Misread.' } });
  });

  test('a failed trial, and the worth of an embedding: cannot be corrected', async () => {
    const bundle = await corrected(
      correction('one', { kind: 'scored', value: 1 }),
      correction('smile', { kind: 'scored', value: 1 }, 'small-phrases'),
    );
    expect(bundle.trials).toEqual(smallTrials);
  });

  test('an embedding can be left out', async () => {
    const { trials } = await corrected(correction('smile', { kind: 'left-out' }, 'small-phrases'));
    expect(trials[3]).toMatchObject({ score: { kind: 'unscored' } });
  });

  test('without corrections: the very same bundle', async () => {
    const bundle = await smallBundle();
    expect(correctedBundle(bundle)).toBe(bundle);
  });
});
