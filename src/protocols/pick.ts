/** The index of the one largest value; null where the largest is shared, or where there is none. */
export function pickOf(values: readonly number[]): number | null {
  const best = Math.max(...values);
  const first = values.indexOf(best);
  return first === -1 || values.lastIndexOf(best) !== first ? null : first;
}

/** What picking the largest is worth against the key: 1, 0, or a tie's equal share. */
export function worthOf(values: readonly number[], key: number): number {
  const best = Math.max(...values);
  const tied = values.filter((value) => value === best).length;
  return values[key] === best ? 1 / tied : 0;
}
