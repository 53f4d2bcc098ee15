import type { Protocol } from '../domain/protocol.ts';
import { forcedChoice } from './forced-choice.ts';
import { likeliestContinuation } from './likeliest-continuation.ts';
import { phraseEmbedding } from './phrase-embedding.ts';

/** Every protocol that there is. To add one: a file, and a line here. */
export const protocols: readonly Protocol[] = [forcedChoice, likeliestContinuation, phraseEmbedding];
