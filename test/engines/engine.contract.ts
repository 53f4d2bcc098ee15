import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, Loaded } from '../../src/domain/engine.ts';
import type { ModelFiles } from '../../src/domain/model.ts';
import type { Verb } from '../../src/domain/verbs.ts';
import { embeddingContract } from './contract/embedding.ts';
import { generatingContract } from './contract/generating.ts';
import { plain, questions, type Held } from './contract/held.ts';
import { weighingContract } from './contract/weighing.ts';
import { faultOf, never, valueOf } from './replies.ts';

/** What the contract must know of an engine and a model to hold them to it. */
export interface Candidate {
  readonly name: string;
  engine(): Engine;
  readonly model: ModelFiles;
  readonly verbs: readonly Verb[];
  /** Every token as a text of one token, where that can be said: their probabilities must sum to 1. */
  readonly tokens?: readonly string[];
}

/** What every engine promises, whatever stands behind it. */
export function engineContract(candidate: Candidate): void {
  describe(candidate.name, () => {
    let engine: Engine;
    let loaded: Loaded;
    const can = (verb: Verb) => candidate.verbs.includes(verb);
    const held: Held = { engine: () => engine, loaded: () => loaded, can, tokens: candidate.tokens };

    beforeAll(async () => {
      engine = candidate.engine();
      loaded = valueOf(await engine.load(candidate.model, 'auto', () => undefined, never));
    });
    afterAll(() => engine.end());

    test('load, facts: engine, hashes, context and verbs are recorded', () => {
      expect(loaded.engine.id).toBe(engine.about.id);
      expect(loaded.model.verbs).toEqual(candidate.verbs);
      expect(loaded.model.contextLength).toBeGreaterThan(0);
      for (const hash of [
        loaded.model.hash,
        loaded.model.templateHash,
        ...loaded.model.files.map((file) => file.sha256),
      ]) {
        expect(hash).toMatch(/^[0-9a-f]{64}$/);
      }
      const paths = loaded.model.files.map((file) => file.path);
      expect(paths).toEqual(paths.toSorted());
    });

    test('load, progress: bytes only grow, up to the total', async () => {
      const seen: { stage: string; bytesDone: number; bytesTotal: number }[] = [];
      const other = candidate.engine();
      valueOf(await other.load(candidate.model, 'auto', (progress) => seen.push(progress), never));
      other.end();
      const fetching = seen.filter((progress) => progress.stage === 'fetching');
      expect(fetching.at(-1)?.bytesDone).toBe(loaded.model.files.reduce((sum, file) => sum + file.bytes, 0));
      for (const { bytesDone, bytesTotal } of seen) expect(bytesDone).toBeLessThanOrEqual(bytesTotal);
      expect(fetching.map((progress) => progress.bytesDone)).toEqual(
        fetching.map((progress) => progress.bytesDone).toSorted((a, b) => a - b),
      );
    });

    test('load, a file that is not what its hash says: refused', async () => {
      const other = candidate.engine();
      const files = candidate.model.files.map((file) => ({ ...file, sha256: '0'.repeat(64) }));
      expect(faultOf(await other.load({ ...candidate.model, files }, 'auto', () => undefined, never))).toBe(
        'bad-model',
      );
      other.end();
    });

    test('load, no files: a bad model', async () => {
      const other = candidate.engine();
      expect(faultOf(await other.load({ id: 'x', title: 'x', files: [] }, 'auto', () => undefined, never))).toBe(
        'bad-model',
      );
      other.end();
    });

    test('load, given up before it began: cancelled', async () => {
      const other = candidate.engine();
      expect(faultOf(await other.load(candidate.model, 'auto', () => undefined, AbortSignal.abort()))).toBe(
        'cancelled',
      );
      other.end();
    });

    test('ask, before a model is loaded: every verb is unsupported', async () => {
      const other = candidate.engine();
      expect((await other.weigh(questions, never)).map(faultOf)).toEqual(questions.map(() => 'unsupported'));
      expect((await other.embed([{ text: 'x' }], never)).map(faultOf)).toEqual(['unsupported']);
      other.end();
    });

    test.runIf(!can('weigh'))('weigh and generate, a model that cannot: unsupported', async () => {
      expect((await engine.weigh(questions, never)).map(faultOf)).toEqual(questions.map(() => 'unsupported'));
      const question = { prompt: plain('a'), maxTokens: 1, temperature: 0, seed: 1, stop: [] };
      expect((await engine.generate([question], never)).map(faultOf)).toEqual(['unsupported']);
    });

    describe.runIf(can('weigh'))('weigh', () => weighingContract(held));

    describe.runIf(can('generate'))('generate', () => generatingContract(held));

    test.runIf(!can('embed'))('embed, a model that cannot: unsupported', async () => {
      expect((await engine.embed([{ text: 'a' }], never)).map(faultOf)).toEqual(['unsupported']);
    });

    describe.runIf(can('embed'))('embed', () => embeddingContract(held));
  });
}
