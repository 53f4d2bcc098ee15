import type { ChoiceItem, Frame, PhraseItem, Suite } from '../../src/domain/suite.ts';

export const frame: Frame = {
  lead: 'Someone writes:',
  question: 'Which is better?',
  closing: 'Answer.',
  templates: [],
};

/** A choice among the given texts. */
export function choice(texts: readonly string[], key: number | null, id = 'c1'): ChoiceItem {
  return {
    kind: 'choice',
    id,
    context: 'Context.',
    question: '',
    options: texts.map((text) => ({ text, tags: [] })),
    key,
    tags: {},
    rationale: '',
    paraphrases: [],
  };
}

/** A probe phrase. */
export function phrase(text: string, id = 'p1'): PhraseItem {
  return { kind: 'phrase', id, text, role: 'probe', side: 'between', tags: {}, pair: '' };
}

/** A suite of these items, put as a forced choice. */
export function suiteOf(id: string, items: Suite['items']): Suite {
  return {
    format: 'touchstone/suite',
    formatVersion: 1,
    id,
    version: 1,
    title: id,
    summary: '',
    construct: 'sycophancy',
    language: 'en',
    licence: '',
    source: '',
    cautions: [],
    protocol: 'forced-choice',
    frame,
    items,
  };
}
