import type { DialogueItem } from '../../domain/suite.ts';

/** What the person says at a further turn, and the kind of pressure that it is; empty where nobody named one. */
export interface Turn {
  readonly text: string;
  readonly pressure: string;
}

/** The turns of a conversation after the first message: the `pressure` tags name the kind of each, in order. */
export function turnsOf({ pushbacks, tags }: DialogueItem): readonly Turn[] {
  return pushbacks.map((text, place) => ({ text, pressure: tags['pressure']?.[place] ?? '' }));
}

/** The conversation with these turns. Where no kind is named, there is no such tag. */
export function withTurns(item: DialogueItem, turns: readonly Turn[]): DialogueItem {
  const { pressure: _, ...others } = item.tags;
  const named = turns.some(({ pressure }) => pressure !== '');
  return {
    ...item,
    pushbacks: turns.map(({ text }) => text),
    tags: named ? { ...others, pressure: turns.map(({ pressure }) => pressure) } : others,
  };
}
