import { buildApp } from '../../bin/build.ts';
import { serveSite } from '../../bin/site.ts';
import { bootstrap } from './bootstrap.ts';
import { compareScale } from './compare-scale.ts';
import { exporting } from './export.ts';
import { firstVisit } from './first-visit.ts';
import type { Measurement } from './figure.ts';
import { importing } from './import.ts';
import { modelHeap } from './model-heap.ts';
import { reportScale } from './report-scale.ts';
import { scoring } from './scoring.ts';
import { webllm } from './webllm.ts';
import { wholeRun } from './whole-run.ts';

/** Every measurement; a new one is a file and a place in this list. */
const measurements: readonly Measurement[] = [
  firstVisit,
  wholeRun,
  scoring,
  modelHeap,
  bootstrap,
  reportScale,
  compareScale,
  exporting,
  importing,
  webllm,
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !measurements.some((one) => one.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `bench: "${unknown.join('", "')}" is none of: ${measurements.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(2);
}
buildApp();
const { address, server } = await serveSite({ port: 0 });
let missed = 0;
for (const measurement of measurements.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  for (const figure of await measurement.measure(address)) {
    process.stdout.write(`${JSON.stringify(figure)}\n`);
    if (!figure.ok) missed += 1;
  }
}
await server.close();
process.exitCode = missed > 0 ? 1 : 0;
