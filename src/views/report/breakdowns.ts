import type { Estimate, ReportPart } from '../../domain/report.ts';
import type { Construct } from '../../domain/suite.ts';

/** One group of a breakdown: the items with one tag. */
export interface Group {
  readonly estimate: Estimate;
  readonly kind: string;
  readonly tag: string;
}

/** Estimates that belong in one chart: the whole, and its groups by kind of tag. */
export interface Breakdown {
  readonly id: string;
  readonly title: string;
  readonly whole: Estimate;
  readonly groups: readonly Group[];
}

interface Drawn {
  readonly id: string;
  readonly title: string;
  /** The kind of tag whose groups carry no kind in their ids. */
  readonly main: string;
}

const drawn: Readonly<Record<Construct, Drawn | null>> = {
  'moral-direction': null,
  sycophancy: {
    id: 'sycophancy.agreeable.share',
    title: 'Items in which the agreeable reply was chosen',
    main: 'bias',
  },
  'social-intelligence': {
    id: 'social.accuracy',
    title: 'Situations in which the fitting reading was chosen',
    main: 'ability',
  },
  calibration: {
    id: 'calibration.agreeable.probability',
    title: 'Probability of the agreeable reply',
    main: 'framing',
  },
};

/** The group that a label names after its colon. */
function tagOf(label: string): string {
  return label.split(': ').slice(1).join(': ');
}

/** The breakdown of a part, where there is something to draw. */
export function breakdownOf(part: ReportPart, construct: Construct): Breakdown | null {
  const wanted = drawn[construct];
  const whole = part.estimates.find((one) => one.id === wanted?.id);
  if (!wanted || !whole || whole.value === null) return null;
  const groups = part.estimates
    .filter((one) => one.id.startsWith(`${whole.id}.`))
    .map((estimate): Group => {
      const [first = '', ...rest] = estimate.id.slice(whole.id.length + 1).split('.');
      return { estimate, kind: rest.length === 0 ? wanted.main : first, tag: tagOf(estimate.label) };
    });
  return { id: whole.id, title: wanted.title, whole, groups };
}

/** Which kinds of wrong option are taken, where a suite tags them: `social.friendly.share` and its like. */
export function errorsOf(part: ReportPart, construct: Construct): readonly Estimate[] {
  if (construct !== 'social-intelligence') return [];
  return part.estimates.filter(({ id, value }) => /^social\.[^.]+\.share$/.test(id) && value !== null);
}
