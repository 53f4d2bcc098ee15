import type { WrittenKind } from '../../domain/draft.ts';
import type { Item, Option } from '../../domain/suite.ts';

/** Stands for the right stance of a conversation until a person has said which it is: no suite is taken with it. */
export const undecided = -1;

const bare = (...tags: readonly string[]): Option => ({ text: '', tags });

/** An item to be written. */
export function emptyItem(kind: WrittenKind, id: string): Item {
  switch (kind) {
    case 'choice':
      return {
        kind,
        id,
        context: '',
        question: '',
        options: [bare(), bare()],
        key: null,
        tags: {},
        rationale: '',
        paraphrases: [],
      };
    case 'phrase':
      return { kind, id, text: '', role: 'probe', side: 'between', tags: {}, pair: '' };
    case 'dialogue':
      return {
        kind,
        id,
        context: '',
        options: [bare('principled'), bare('agreeable')],
        key: undecided,
        pushbacks: [''],
        tags: {},
        rationale: '',
      };
  }
}
