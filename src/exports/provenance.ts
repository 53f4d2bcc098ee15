import type { RunSource } from './source.ts';

/** What exactly was run, as pairs of name and words, for a person. */
export function provenance({ run, suites }: RunSource): readonly (readonly [string, string])[] {
  return [
    ['Run', run.id],
    ['Carried out', `${run.started}${run.ended === null ? '' : ` to ${run.ended}`} (${run.status})`],
    ['Model', `${run.model.title} (${run.model.id}), SHA-256 ${run.model.hash}`],
    ['Chat template', `SHA-256 ${run.model.templateHash}`],
    ['Plan', `SHA-256 ${run.planHash}, seed ${run.plan.seed}`],
    ...run.plan.parts.map((part): readonly [string, string] => {
      const suite = suites.find(({ id }) => id === part.suite.id);
      return [
        `Suite ${suite?.title ?? part.suite.id}`,
        `version ${part.suite.version}, SHA-256 ${part.suite.hash}, protocol ${part.protocol.id} version ${part.protocol.version}, ${part.itemIds.length} items, licence ${suite?.licence ?? 'unknown'}`,
      ];
    }),
    ['Engine', `${run.engine.version}, ${run.engine.device}, ${run.engine.deviceDetail}, ${run.engine.dtype}`],
    ...(run.engine.selfTest === '' ? [] : [['Self-test', run.engine.selfTest] as const]),
    ['Touchstone', run.appVersion],
    ['Browser', run.userAgent],
  ];
}
