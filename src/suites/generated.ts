import type { Construct, Suite } from '../domain/suite.ts';
import { aboutWrongAdditions, wrongAdditions } from './wrong-addition.ts';

/** A suite that is made from a rule and not written. */
export interface GeneratedSuite {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly construct: Construct;
  /** BCP 47. */
  readonly language: string;
  make(): Suite;
}

/** Every suite that is made. To add one: a file, and a line here. */
export const generatedSuites: readonly GeneratedSuite[] = [
  {
    id: 'wrong-addition',
    ...aboutWrongAdditions,
    make: () => wrongAdditions({ claims: 100, seed: 1 }),
  },
];
