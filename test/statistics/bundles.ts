import type { Score } from '../../src/domain/protocol.ts';
import type { RunBundle, Trial } from '../../src/domain/run.ts';
import type { ChoiceItem, Construct, Item, PhraseItem, Suite } from '../../src/domain/suite.ts';
import { pickOf, worthOf } from '../../src/protocols/pick.ts';
import { readChoice } from '../../src/protocols/read-choice.ts';

export function suiteOf(construct: Construct, items: readonly Item[]): Suite {
  return {
    format: 'touchstone/suite',
    formatVersion: 1,
    id: `test-${construct}`,
    version: 1,
    title: 'A test suite',
    summary: '',
    construct,
    language: 'en',
    licence: '',
    source: '',
    cautions: [],
    protocol: '',
    frame: { lead: '', question: '', closing: '', templates: [] },
    items,
  };
}

/** A choice item; `options` gives the tags of each option. */
export function choiceItem(
  id: string,
  options: readonly (readonly string[])[],
  key: number | null,
  tags: ChoiceItem['tags'] = {},
): ChoiceItem {
  return {
    kind: 'choice',
    id,
    context: `About ${id}.`,
    question: '',
    options: options.map((of, i) => ({ text: `Option ${i} of ${id}`, tags: of })),
    key,
    tags,
    rationale: '',
    paraphrases: [],
  };
}

export function phraseItem(
  id: string,
  text: string,
  role: PhraseItem['role'],
  side: PhraseItem['side'],
  pair = '',
): PhraseItem {
  return { kind: 'phrase', id, text, role, side, tags: {}, pair };
}

/**
 * A score as the forced-choice protocol makes it, for a model that gives the options these probabilities in any order, the first place
 * `pull` nats more, and all letters together `mass`.
 */
export function choiceScore(item: ChoiceItem, probabilities: readonly number[], pull = 0, mass = 0.9): Score {
  const count = item.options.length;
  const orders = Array.from({ length: count }, (_, turn) => {
    const order = Array.from({ length: count }, (_, place) => (place + turn) % count);
    const raw = order.map((option, place) => (probabilities[option] ?? 0) * Math.exp(place === 0 ? pull : 0));
    const sum = raw.reduce((total, value) => total + value, 0);
    return { order, logprobs: raw.map((value) => Math.log((mass * value) / sum)) };
  });
  const reading = readChoice(orders, item.key);
  return item.key === null
    ? { kind: 'open', reading }
    : { kind: 'scored', value: worthOf(reading.probabilities, item.key), reading };
}

/** A score as the likeliest-continuation protocol makes it. */
export function continuationScore(item: ChoiceItem, sums: readonly number[], lengths: readonly number[]): Score {
  const per = sums.map((sum, i) => sum / (lengths[i] ?? 1));
  const picks = { sum: pickOf(sums), perToken: pickOf(per), perCharacter: pickOf(per), perByte: pickOf(per) };
  const reading = { kind: 'continuation', sums, perToken: per, perCharacter: per, perByte: per, picks } as const;
  return item.key === null ? { kind: 'open', reading } : { kind: 'scored', value: worthOf(sums, item.key), reading };
}

export function answered(suite: Suite, itemId: string, score: Score): Trial {
  return { suiteId: suite.id, itemId, exchanges: [], outcome: 'answered', score };
}

export function bundleOf(
  suite: Suite,
  trials: readonly Trial[],
  verbs: readonly ('weigh' | 'embed')[] = ['weigh'],
): RunBundle {
  return {
    run: {
      id: 'run',
      plan: {
        parts: [
          {
            suite: { id: suite.id, version: suite.version, hash: '' },
            protocol: { id: '', version: 1 },
            itemIds: suite.items.map(({ id }) => id),
          },
        ],
        seed: 1,
      },
      planHash: '',
      model: {
        id: 'm',
        title: 'M',
        hash: '',
        files: [],
        templateHash: '',
        parameters: null,
        contextLength: 512,
        verbs,
      },
      engine: { id: '', version: '', device: 'none', deviceDetail: '', dtype: '', selfTest: '' },
      appVersion: '',
      userAgent: '',
      started: '',
      ended: null,
      status: 'finished',
      failure: '',
    },
    suites: [suite],
    trials,
  };
}
