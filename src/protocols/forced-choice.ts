import { ask, type Protocol } from '../domain/protocol.ts';
import { choicePrompt, letters } from './choice-prompt.ts';
import { optionOrders } from './orders.ts';
import { worthOf } from './pick.ts';
import { readChoice } from './read-choice.ts';

/** Shows lettered options in every order at once and reads how likely the model finds each letter. */
export const forcedChoice: Protocol = {
  id: 'forced-choice',
  version: 1,
  title: 'Forced choice',
  summary:
    'The options are lettered and shown in every order; the probabilities that the model gives to the letters are averaged over the orders.',
  puts: 'choice',
  needs: ['weigh'],
  *ask(item, frame) {
    if (item.kind !== 'choice') return { kind: 'unscored', reason: `forced-choice puts choices, not a ${item.kind}` };
    const shown = letters.slice(0, item.options.length);
    const orders = optionOrders(item.options.length);
    const answers = yield* ask(
      'weigh',
      orders.map((order) => ({ prompt: choicePrompt(item, frame, order), continuations: shown })),
    );
    const read = orders.map((order, k) => ({
      order,
      logprobs: answers[k]?.weighed.map((one) => one.logprob) ?? [],
    }));
    if (read.some(({ logprobs }) => !logprobs.some(Number.isFinite)))
      return { kind: 'unscored', reason: 'the model gave every letter probability zero' };
    const reading = readChoice(read, item.key);
    return item.key === null
      ? { kind: 'open', reading }
      : { kind: 'scored', value: worthOf(reading.probabilities, item.key), reading };
  },
};
