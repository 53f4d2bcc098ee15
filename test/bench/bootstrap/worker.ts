import { clustered, resampledMeans } from '../../../src/statistics/bootstrap.ts';

/** Draws as many rounds as asked over as many single values, and tells the milliseconds and the standard deviation of the means. */
addEventListener('message', ({ data }: MessageEvent<{ readonly trials: number; readonly rounds: number }>) => {
  const values = Array.from({ length: data.trials }, (_, i) => Math.sin(i) ** 2);
  const gathered = clustered(
    values,
    values.map((_, i) => `${i}`),
  );
  const from = performance.now();
  const means = resampledMeans(gathered, data.rounds, 1, 'bench');
  const milliseconds = performance.now() - from;
  const centre = means.reduce((sum, value) => sum + value, 0) / means.length;
  const deviation = Math.sqrt(means.reduce((sum, value) => sum + (value - centre) ** 2, 0) / means.length);
  postMessage({ milliseconds, deviation });
});
