import { describe, expect, test } from 'vitest';
import type { RunBundle, Trial } from '../../src/domain/run.ts';
import { forcedChoice } from '../../src/protocols/forced-choice.ts';
import { reread } from '../../src/runs/reread.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { doubtsOf } from '../../src/views/history/doubts.ts';
import { choice, frame } from '../protocols/items.ts';

const items = Array.from({ length: 6 }, (_, i) => choice([`yes ${i}`, `no ${i}`], i % 2, `c${i}`));

/** A trial whose letters weigh as given, scored by the protocol itself. */
function trialOf(item: (typeof items)[number]): Trial {
  const first = forcedChoice.ask(item, frame).next([]);
  if (first.done || first.value.verb !== 'weigh') throw new Error('a weighing was wanted');
  const { questions } = first.value;
  const answers = questions.map(() => ({
    shown: { rendered: '', tokenIds: [] },
    weighed: [-0.4, -1.2].map((logprob) => ({ logprob, tokens: [], greedy: false })),
  }));
  const exchanges = [{ verb: 'weigh' as const, questions, answers }];
  const score = reread(item, frame, forcedChoice, exchanges);
  if (!score) throw new Error('the trial cannot be read');
  return { suiteId: 's', itemId: item.id, exchanges, outcome: 'answered', score };
}

const bundle = {
  run: {
    plan: {
      seed: 1,
      parts: [
        {
          suite: { id: 's', version: 1, hash: '' },
          protocol: { id: 'forced-choice', version: 1 },
          itemIds: items.map(({ id }) => id),
        },
      ],
    },
    model: { title: 'm' },
  },
  suites: [{ id: 's', construct: 'social-intelligence', frame, items, cautions: [] }],
  trials: items.map(trialOf),
} as unknown as RunBundle;

const filed = summarize(bundle).parts.flatMap((part) =>
  part.estimates.map((estimate) => ({ suite: part.suiteId, ...estimate })),
);

describe('doubtsOf', () => {
  test('of a run as it was written: none', () => expect(doubtsOf(bundle, filed)).toEqual([]));

  test('of a score changed by hand: names the item', () => {
    const [first, ...rest] = bundle.trials;
    if (first?.outcome !== 'answered' || first.score.kind !== 'scored') throw new Error('a score was wanted');
    const changed = { ...bundle, trials: [{ ...first, score: { ...first.score, value: 1 } }, ...rest] };
    expect(doubtsOf(changed, filed)[0]).toMatch(/1 item the score .*\(c0\)/);
  });

  test('of an estimate changed by hand: names the number', () => {
    const changed = filed.map((estimate, i) => (i === 0 ? { ...estimate, value: 0.99 } : estimate));
    expect(doubtsOf(bundle, changed)).toEqual([expect.stringContaining(filed[0]?.id ?? '')]);
  });
});
