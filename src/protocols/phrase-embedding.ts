import { ask, type Protocol } from '../domain/protocol.ts';

/**
 * Embeds a phrase in every question template of the suite and takes the mean, not normalised (Schramowski et al. 2022,
 * METHODS 1.4). Where it lies on the moral direction is said over the whole suite, in statistics.
 */
export const phraseEmbedding: Protocol = {
  id: 'phrase-embedding',
  version: 1,
  title: 'Phrase embedding',
  summary: "The phrase is put into each question template; the mean of the sentences' embeddings stands for it.",
  puts: 'phrase',
  needs: ['embed'],
  *ask(item, frame) {
    if (item.kind !== 'phrase')
      return { kind: 'unscored', reason: `phrase-embedding puts phrases, not a ${item.kind}` };
    const templates = frame.templates.length > 0 ? frame.templates : ['{}'];
    const answers = yield* ask(
      'embed',
      // A function, because a `$` in the phrase would mean something in a replacement text.
      templates.map((template) => ({ text: template.replace('{}', () => item.text) })),
    );
    const size = answers[0]?.vector.length ?? 0;
    if (size === 0) return { kind: 'unscored', reason: 'the model gave an empty embedding' };
    const vector = Array.from(
      { length: size },
      (_, d) => answers.reduce((sum, answer) => sum + (answer.vector[d] ?? NaN), 0) / answers.length,
    );
    if (!vector.every(Number.isFinite)) return { kind: 'unscored', reason: 'the embedding is not all numbers' };
    return { kind: 'open', reading: { kind: 'embedding', vector } };
  },
};
