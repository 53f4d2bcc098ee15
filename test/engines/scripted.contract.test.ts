import { scriptedEngine } from '../../workers/scripted/engine.ts';
import { alphabet } from '../../workers/scripted/alphabet.ts';
import { scriptedModels } from '../../workers/scripted/scripts.ts';
import { engineContract } from './engine.contract.ts';

for (const model of scriptedModels) {
  engineContract({
    name: `scripted, ${model.id}`,
    engine: () => scriptedEngine(),
    model,
    verbs: ['weigh', 'generate', 'embed'],
    tokens: alphabet,
  });
}
