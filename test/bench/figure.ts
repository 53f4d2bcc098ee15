/** One measured figure, as `npm run bench` prints it. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `<= 70`, `>= 6`; empty where the figure is only told. */
  readonly goal: string;
  readonly ok: boolean;
}

/** A figure with its goal judged. */
export function figure(name: string, value: number, unit: string, goal = ''): Figure {
  const [sign, bound] = goal.split(' ');
  const ok = sign === '<=' ? value <= Number(bound) : sign === '>=' ? value >= Number(bound) : true;
  return { name, value: Number(value.toPrecision(4)), unit, goal, ok };
}

/** A group of figures that are measured together, by the name with which they can be asked for. */
export interface Measurement {
  readonly name: string;
  measure(site: string): Promise<readonly Figure[]>;
}
