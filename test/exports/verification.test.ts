import { describe, expect, test } from 'vitest';
import type { RunBundle, Trial } from '../../src/domain/run.ts';
import { runFileBlob } from '../../src/exports/run-file.ts';
import { openRun } from '../../src/exports/open-run.ts';
import { isConsistent, verify, type Check, type Claims } from '../../src/exports/verification.ts';
import { protocols } from '../../src/protocols/index.ts';
import { rereadTrial } from '../../src/runs/reread.ts';
import { summarize } from '../../src/statistics/summarize.ts';
import { parseSuite } from '../../src/suites/suite.ts';
import { answeredRun } from './answered-run.ts';

const bundle = await answeredRun(30);
const means = { scoreOf: (trial: Trial, of: RunBundle) => rereadTrial(trial, of, protocols), summarize };
const read = await openRun(await runFileBlob(bundle, summarize(bundle)), parseSuite);
if (!read.ok) throw new Error(read.message);
const claims: Claims = read.value;

const broken = (checks: readonly Check[]) =>
  checks.filter(({ holds }) => holds === false).map(({ name, places }) => [name, ...places].join(' '));

/** The claims with the first trial changed. */
function withTrial(change: (trial: Trial) => Trial): Claims {
  const [first, ...others] = bundle.trials;
  if (!first) throw new Error('a trial was wanted');
  return { ...claims, bundle: { ...bundle, trials: [change(structuredClone(first)), ...others] } };
}

describe('verify', () => {
  test('a run file as it was written: everything holds', async () => {
    const checks = await verify(claims, means);
    expect(checks.map(({ name, holds }) => [name, holds])).toEqual([
      ['plan', true],
      ['model', true],
      ['trials', true],
      ['answers', true],
      ['scores', true],
      ['numbers', true],
    ]);
    expect(isConsistent(checks)).toBe(true);
  });

  test('a run kept here, which has no file: what it cannot be compared with is said, and it is consistent', async () => {
    const checks = await verify({ bundle, estimates: null, trialsHash: null }, means);
    expect(checks.filter(({ holds }) => holds === null).map(({ name }) => name)).toEqual(['trials', 'numbers']);
    expect(isConsistent(checks)).toBe(true);
  });

  test('a raw answer changed: hash, sum, score and numbers tell', async () => {
    const changed = withTrial((trial) => {
      const text = JSON.stringify(trial).replace(/"logprob":-?[\d.]+,"tokens"/, '"logprob":-0.001,"tokens"');
      return JSON.parse(text) as Trial;
    });
    const checks = broken(await verify(changed, means));
    expect(checks).toEqual(['trials', 'answers made-000000', 'scores made-000000']);
  });

  test('a score changed with its answers left alone: is named', async () => {
    const changed = withTrial((trial) =>
      trial.outcome === 'answered' && trial.score.kind === 'scored'
        ? { ...trial, score: { ...trial.score, value: trial.score.value === 1 ? 0 : 1 } }
        : trial,
    );
    expect(broken(await verify(changed, means))).toEqual([
      'trials',
      'scores made-000000',
      expect.stringMatching(/^numbers .*accuracy/),
    ]);
  });

  test('a prompt changed: the score can no longer be read from it', async () => {
    const changed = withTrial(
      (trial) => JSON.parse(JSON.stringify(trial).replaceAll('Situation 0', 'Situation X')) as Trial,
    );
    expect(broken(await verify(changed, means))).toContain('scores made-000000');
  });

  test('a headline changed: is named', async () => {
    const estimates = (claims.estimates ?? []).map((one, at) => (at === 0 ? { ...one, value: 0.99 } : one));
    expect(broken(await verify({ ...claims, estimates }, means))).toEqual([`numbers ${estimates[0]?.id}`]);
  });

  test('an interval taken out: is named', async () => {
    const estimates = (claims.estimates ?? []).map((one, at) => (at === 0 ? { ...one, lower: null } : one));
    expect(broken(await verify({ ...claims, estimates }, means))).toEqual([`numbers ${estimates[0]?.id}`]);
  });

  test('a trial taken out: the hash tells', async () => {
    const fewer = { ...claims, bundle: { ...bundle, trials: bundle.trials.slice(1) } };
    expect(broken(await verify(fewer, means))).toContain('trials');
  });

  test('another file hash in the model: is told', async () => {
    const files = bundle.run.model.files.map((file) => ({ ...file, sha256: 'e'.repeat(64) }));
    const changed = { ...bundle, run: { ...bundle.run, model: { ...bundle.run.model, files } } };
    expect(broken(await verify({ ...claims, bundle: changed }, means))).toEqual(['model']);
  });

  test('a protocol that is not here: scores are told as unchecked, not as wrong', async () => {
    const checks = await verify(claims, { ...means, scoreOf: () => 'unknown' });
    expect(checks.find(({ name }) => name === 'scores')).toMatchObject({ holds: null });
  });

  test('the last digit of another machine’s arithmetic: is no difference', async () => {
    const nudged = withTrial(
      (trial) =>
        JSON.parse(
          JSON.stringify(trial).replace(/"margin":(-?[\d.]+)/, (_, n: string) => `"margin":${Number(n) * (1 + 1e-13)}`),
        ) as Trial,
    );
    expect(broken(await verify({ ...nudged, trialsHash: null }, means))).toEqual([]);
  });
});
