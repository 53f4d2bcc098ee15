import type { ChoiceItem, Frame } from '../domain/suite.ts';
import type { Prompt } from '../domain/verbs.ts';

/** The letter shown at each place. */
export const letters = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as const;

/** The item's situation and question, without options: blocks parted by a blank line, empty ones left out. */
export function stem(item: ChoiceItem, frame: Frame): string {
  const situation = [frame.lead, item.context].filter((part) => part !== '').join('\n');
  return [situation, item.question || frame.question].filter((block) => block !== '').join('\n\n');
}

/** The item with its options lettered in the given order: `order[place]` is the option shown at that place. */
export function choicePrompt(item: ChoiceItem, frame: Frame, order: readonly number[]): Prompt {
  const lettered = order.map((option, place) => `${letters[place]}. ${item.options[option]?.text}`).join('\n');
  const content = [stem(item, frame), lettered, frame.closing].filter((block) => block !== '').join('\n\n');
  return { kind: 'chat', messages: [{ role: 'user', content }] };
}
