/** Cohen's h, the difference of two shares on the arcsine scale: 0.2 is small, 0.5 medium, 0.8 large (Cohen 1988, chapter 6). */
export function cohensH(first: number, second: number): number {
  return 2 * Math.asin(Math.sqrt(second)) - 2 * Math.asin(Math.sqrt(first));
}
