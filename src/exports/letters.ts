/** The letter of an option by its place, as the peers name answers: 0 is `A`. */
export function letterOf(place: number): string {
  return String.fromCodePoint(65 + place);
}
