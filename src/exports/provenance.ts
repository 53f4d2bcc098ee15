import type { PlanPart } from '../domain/run.ts';
import type { SuiteHead } from './item-blocks.ts';
import type { RunSource } from './source.ts';

/** What exactly was run, as pairs of name and words, for a person. */
export function provenance({
  run,
  suites,
}: {
  readonly run: RunSource['run'];
  readonly suites: readonly SuiteHead[];
}): readonly (readonly [string, string])[] {
  return [
    ['Run', run.id],
    ['Carried out', `${run.started}${run.ended === null ? '' : ` to ${run.ended}`} (${run.status})`],
    ['Model', `${run.model.title} (${run.model.id}), SHA-256 ${run.model.hash}`],
    ...(run.model.parameters === null ? [] : [['Parameters', run.model.parameters.toLocaleString('en-GB')] as const]),
    ['Chat template', `SHA-256 ${run.model.templateHash}`],
    ['Plan', `SHA-256 ${run.planHash}, seed ${run.plan.seed}`],
    ...run.plan.parts.map((part): readonly [string, string] => {
      const suite = suites.find(({ id }) => id === part.suite.id);
      return [
        `Suite ${suite?.title ?? part.suite.id}`,
        `version ${part.suite.version}, SHA-256 ${part.suite.hash}, protocol ${part.protocol.id} version ${part.protocol.version}${settled(part)}, ${part.itemIds.length} items${part.chosen === undefined ? '' : ` from ${part.chosen} chosen by hand`}, licence ${suite?.licence ?? 'unknown'}`,
      ];
    }),
    ...(run.plan.preamble
      ? [['Said before the questions', `${run.plan.preamble.title}: “${run.plan.preamble.text}”`] as const]
      : []),
    ...(run.plan.intervention
      ? [
          [
            'Intervention',
            `${run.plan.intervention.title}: ${run.plan.intervention.dose} ${run.plan.intervention.unit}`.trim(),
          ] as const,
        ]
      : []),
    [
      'Engine',
      `${run.engine.version}, ${run.engine.device}, ${run.engine.deviceDetail}, ${run.engine.dtype}${run.engine.repeatable ? ', repeatable to the last bit' : ''}`,
    ],
    ...(run.restarts
      ? [
          [
            'Engine started again',
            run.restarts.map(({ fault, after }) => `${fault}, after ${after} finished`).join('; '),
          ] as const,
        ]
      : []),
    ...(run.engine.selfTest === '' ? [] : [['Self-test', run.engine.selfTest] as const]),
    ['Touchstone', run.appVersion],
    ['Browser', run.userAgent],
  ];
}

function settled({ setting = {} }: PlanPart): string {
  return Object.entries(setting)
    .map(([name, value]) => `, ${name} ${value}`)
    .join('');
}
