import type { Adaptation } from '../../domain/verbs.ts';

/** What a person reads where a conversation was changed so that the model's template took it. */
export const adaptations: Readonly<Record<Adaptation, string>> = {
  'system-folded': 'This model’s template takes no system message, so its text opens the first user turn.',
  'thinking-closed':
    'This model’s template opens a thought that cannot be switched off, so the thought was closed at once.',
};
