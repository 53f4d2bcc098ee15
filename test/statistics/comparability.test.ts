import { describe, expect, test } from 'vitest';
import type { RunBundle } from '../../src/domain/run.ts';
import { comparabilityOf } from '../../src/statistics/compare/comparability.ts';
import { compareRuns } from '../../src/statistics/compare/compare.ts';
import { candid, flatterer, suite } from './compared-runs.ts';

describe('comparabilityOf', () => {
  const finding = (first: RunBundle, second: RunBundle, what: string) =>
    comparabilityOf(first, second).findings.find((one) => one.what === what);

  test('the same plan: the same questions; only the model differs, and is said to', () => {
    const { level, findings } = comparabilityOf(candid, flatterer);
    expect(level).toBe('same questions');
    expect(findings.filter(({ same }) => !same).map(({ what }) => what)).toEqual(['Model']);
  });

  test.each([
    ['Device', { engine: { ...candid.run.engine, device: 'webgpu' } }, /precision/],
    ['Engine', { engine: { ...candid.run.engine, version: '2' } }, /engine/],
    ['Finished', { status: 'stopped' }, /broken off/],
    ['Chat template', { model: { ...candid.run.model, templateHash: 'x' } }, /template/],
    [
      'Intervention',
      { plan: { ...candid.run.plan, intervention: { id: 'x', title: 'X', dose: 2, unit: '' } } },
      /done to the model/,
    ],
  ] as const)('%s differs: said, with what it means', (what, over, means) => {
    const other = { ...candid, run: { ...candid.run, ...over } };
    expect(finding(candid, other, what)).toMatchObject({ same: false, means: expect.stringMatching(means) });
  });

  test('corrections by hand are counted, and left aside', () => {
    const verdict = { kind: 'left-out' } as const;
    const corrected: RunBundle = {
      ...flatterer,
      annotations: [
        { id: 'c', suiteId: suite.id, itemId: 's1', made: '', kind: 'correction', verdict, reason: 'ambiguous' },
      ],
    };
    expect(finding(candid, corrected, 'Corrected by hand')).toMatchObject({ same: false, second: '1 score' });
    expect(compareRuns([candid, corrected]).pairs[0]?.differences).toEqual(
      compareRuns([candid, flatterer]).pairs[0]?.differences,
    );
  });

  test('other framing words: the same items were put otherwise, so not the same questions', () => {
    const framed = { ...suite, frame: { ...suite.frame, lead: 'A stranger writes:' } };
    const other = { ...flatterer, suites: [framed], run: { ...flatterer.run, planHash: 'other' } };
    expect(comparabilityOf(candid, other).level).toBe('some items');
  });
});

describe('comparabilityOf, one model on two engines', () => {
  const shown = (ids: readonly number[]) => ({ shown: { rendered: 'x', tokenIds: ids }, weighed: [] });
  const reading = (bundle: RunBundle, ids: readonly number[]): RunBundle => ({
    ...bundle,
    trials: bundle.trials.map((trial) => ({
      ...trial,
      exchanges: [
        {
          verb: 'weigh',
          questions: [{ prompt: { kind: 'text', text: 'x' }, continuations: [] }],
          answers: [shown(ids)],
        },
      ],
    })),
  });
  const onnx = { ...candid.run.engine, id: 'onnx', version: 'onnxruntime-web 1.30.0', dtype: 'q4' };
  const mlc = { ...onnx, id: 'webllm', version: '@mlc-ai/web-llm 0.2.86', dtype: 'q4f16_1' };
  const on = (engine: typeof onnx, ids: readonly number[]) =>
    reading({ ...candid, run: { ...candid.run, engine, model: { ...candid.run.model, hash: engine.id } } }, ids);
  const means = (what: string, first = on(onnx, [1, 2]), second = on(mlc, [1, 2])) =>
    comparabilityOf(first, second).findings.find((one) => one.what === what)?.means;

  test('explains files, kernels and the rounding of weights', () => {
    expect(means('Model')).toMatch(/own layout.*packing/);
    expect(means('Engine')).toMatch(/kernels.*self-test/);
    expect(means('Device')).toMatch(/Both keep weights in 4 bits.*groups and steps of its own \(q4, q4f16_1\)/);
    expect(means('Device', on(onnx, [1]), on({ ...mlc, dtype: 'q0f32' }, [1]))).toMatch(/another number of bits/);
    expect(means('Device', on({ ...onnx, dtype: 'fp32' }, [1]), on({ ...mlc, dtype: 'q0f32' }, [1]))).toMatch(
      /in 32 bits: nothing is rounded/,
    );
  });

  test('says whether both read the same tokens', () => {
    expect(means('Prompts as read')).toMatch(/very same tokens/);
    expect(means('Prompts as read', on(onnx, [1, 2]), on(mlc, [1, 3]))).toMatch(/read as other tokens/);
    expect(means('Prompts as read', on(onnx, [1]), on(onnx, [1]))).toBeUndefined();
  });
});
