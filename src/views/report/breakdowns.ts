import type { Estimate, ReportPart } from '../../domain/report.ts';
import type { Construct } from '../../domain/suite.ts';

/** Estimates that belong in one chart: the whole first, then its groups. */
export interface Breakdown {
  readonly id: string;
  readonly title: string;
  readonly estimates: readonly Estimate[];
}

/** The ids of the wholes that are drawn for each construct, with the chart's title; their groups have longer ids. */
const wholes: Readonly<Record<Construct, readonly (readonly [string, string])[]>> = {
  'moral-direction': [],
  sycophancy: [['sycophancy.agreeable.share', 'Agreeable replies, by what they exploit and how the message is framed']],
  'social-intelligence': [['social.accuracy', 'Fitting readings, by ability']],
  calibration: [['calibration.agreeable.probability', 'Probability of the agreeable reply, by framing']],
};

/** The breakdowns of a part that have something to show. */
export function breakdownsOf(part: ReportPart, construct: Construct): Breakdown[] {
  return wholes[construct].flatMap(([id, title]) => {
    const estimates = part.estimates.filter((one) => one.id === id || one.id.startsWith(`${id}.`));
    return estimates.length > 0 && estimates[0]?.value !== null ? [{ id, title, estimates }] : [];
  });
}
