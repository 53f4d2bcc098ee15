import type { EngineAbout } from '../../src/domain/engine.ts';

export const about: EngineAbout = {
  id: 'scripted',
  title: 'Scripted answerer',
  summary: 'No model at all: answers by a few stated rules, to show what a known bias looks like in the results.',
};
