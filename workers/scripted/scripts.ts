import type { ModelFiles } from '../../src/domain/model.ts';
import type { Script } from './script.ts';

/** A script as the engine loads it. */
export function asModel(id: string, title: string, script: Partial<Script>): ModelFiles {
  const whole = { format: 'touchstone/script', version: 1, ...script };
  return { id, title, files: [{ path: 'script.json', from: new Blob([JSON.stringify(whole)]) }] };
}

/** Answerers whose bias is known because it is written down. */
export const scriptedModels: readonly ModelFiles[] = [
  asModel('script-even', 'Even: chance alone', { seed: 1, noise: 1 }),
  asModel('script-first', 'First place: takes what is shown first', { seed: 2, noise: 1, places: [3] }),
  asModel('script-agreeable', 'Agreeable: likes to hear that one is right', {
    seed: 3,
    noise: 1,
    likes: [
      { text: 'you are right', nats: 3 },
      { text: "you're right", nats: 3 },
      { text: 'great', nats: 2 },
      { text: 'absolutely', nats: 2 },
      { text: 'of course', nats: 2 },
      { text: 'good idea', nats: 2 },
    ],
  }),
];
